package io.serai.store;

public class MemoryFlowVersionsTest extends FlowVersionsContract {

    private final MemoryFlowVersions versions = new MemoryFlowVersions();

    @Override
    public FlowVersions versions() {
        return versions;
    }
}
