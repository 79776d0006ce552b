package io.serai.console.api.flow;

import io.serai.deploy.FlowControl;
import io.serai.deploy.versions.NoSuchFlowException;
import io.serai.flow.FlowException;

/// Where the tests of a flow belong.
final class TestPlace {

    private static final String ENDING = ".test.yaml";

    private TestPlace() {}

    /// Beside its route file, as a path within the routes folder; at its top when the flow does not run.
    static String of(FlowControl control, String flow) {
        try {
            String file = control.inUse(flow).file();
            return file.substring(0, file.lastIndexOf('/') + 1) + flow + ENDING;
        } catch (FlowException | NoSuchFlowException _) {
            return flow + ENDING; // a flow that is gone can have tests all the same
        }
    }
}
