package io.serai.store;

class MemoryFlowVersionsTest extends FlowVersionsContract {

    private final MemoryFlowVersions versions = new MemoryFlowVersions();

    @Override
    FlowVersions versions() {
        return versions;
    }
}
