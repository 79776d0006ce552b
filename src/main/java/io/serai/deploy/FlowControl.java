package io.serai.deploy;

import io.serai.flow.Attempt;
import io.serai.flow.FlowException;
import io.serai.flow.FlowInUse;
import io.serai.flow.FlowPicture;
import io.serai.flow.FlowQueues;
import io.serai.flow.FlowReport;
import io.serai.flow.FlowVersion;
import io.serai.flow.Injection;
import io.serai.flow.Problem;
import io.serai.flow.Upcoming;
import io.serai.mqtt.MqttMessage;
import io.serai.observe.run.FlowMeters;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/// What people do with flows while the gateway runs. Thread-safe; each call returns when its work is done.
public interface FlowControl {

    /// Every flow, in order of name.
    List<FlowReport> flows();

    /// What runs of a flow, and what it uses of its surroundings.
    ///
    /// @throws NoSuchFlowException when there is no flow of that name
    /// @throws FlowException when it does not run
    FlowInUse inUse(String flow) throws FlowException;

    /// A flow as one would draw it: what runs, or what ran when it is stopped. Empty when no version of it
    /// could be built since the start of the gateway.
    ///
    /// @throws NoSuchFlowException when there is no flow of that name
    Optional<FlowPicture> picture(String flow);

    /// What is counted of the version that runs, or ran when it is stopped. Empty when nothing is.
    ///
    /// @throws NoSuchFlowException when there is no flow of that name
    Optional<FlowMeters> meters(String flow);

    /// What waits in a flow that runs; nothing when it does not.
    ///
    /// @throws NoSuchFlowException when there is no flow of that name
    FlowQueues inputQueue(String flow);

    /// Starts a flow that was stopped; one that runs is left alone.
    ///
    /// @throws NoSuchFlowException when there is no flow of that name
    /// @throws FlowException when it cannot start
    FlowReport start(String flow) throws FlowException;

    /// Stops a flow when it has finished what it began; it stays stopped, over restarts of the gateway
    /// too, until it is started.
    ///
    /// @throws NoSuchFlowException when there is no flow of that name
    FlowReport stop(String flow);

    /// Stops a flow and starts the same version anew; messages wait meanwhile.
    ///
    /// @throws NoSuchFlowException when there is no flow of that name
    /// @throws FlowException when it cannot start
    FlowReport restart(String flow) throws FlowException;

    /// Deployed versions of one flow, the newest first; of a removed one, too.
    ///
    /// @throws NoSuchFlowException when there never was a flow of that name
    List<FlowVersion> history(String flow, int most);

    /// Deployed versions of all flows, the newest first.
    List<FlowVersion> history(int most);

    /// Writes an earlier version back into its route file and runs it.
    ///
    /// @param version empty for the one before the newest
    /// @param by who asks, as kept in the history
    /// @throws NoSuchFlowException when there never was such a flow or version
    /// @throws FlowException when that version cannot run now; nothing has changed then
    FlowReport rollback(String flow, OptionalInt version, String by) throws FlowException;

    /// Deploys files together: either every one of them is written into the routes folder and runs, or
    /// nothing changes.
    ///
    /// @param files text by path within the routes folder; empty text removes the file
    /// @param by who asks, as kept in the history
    /// @return what is wrong; empty when everything was deployed
    List<Problem> deployTogether(Map<String, String> files, String by);

    /// Sends a message through a route of a flow as if it had come to its source.
    ///
    /// @param route id; empty when the flow has only one
    /// @return how it went; may never complete when the flow ends before
    /// @throws NoSuchFlowException when there is no flow of that name
    /// @throws FlowException when it does not run, or nothing like that can come to that route
    CompletionStage<Attempt> inject(String flow, String route, Injection injection)
            throws FlowException;

    /// Sends a message that failed through its flow once more.
    ///
    /// @param route id of the route that it had come to; empty when that is not known
    /// @param whenSafe called when it is processed, on record as failed again, or on disk, from any thread
    /// @return how it went; never completes when it goes by way of the disk, or the flow ends before
    /// @throws NoSuchFlowException when there is no flow of that name
    /// @throws FlowException when it does not run, or it is not clear where the message is to go
    CompletionStage<Attempt> resend(
            String flow, String route, MqttMessage message, Runnable whenSafe) throws FlowException;

    /// What flows are going to do by the clock, the next first.
    List<Upcoming> upcoming();

    /// Flows by device that they use, as far as is known by now; `*` stands for every device.
    Map<String, Set<String>> usersOfDevices();

    /// Why the gateway keeps all flows stopped: it crashed again and again. Empty when it does not.
    String safeMode();
}
