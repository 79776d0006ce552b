/// Measures the packaged gateway beside its peers, from outside: what goes in over MQTT, what comes out,
/// and what the processes cost. Enter through [Main]; `mvn -Pbench` does.
///
/// Shares no code with the gateway, so that it cannot inherit a mistake of what it judges.
@NullMarked
package io.serai.bench;

import org.jspecify.annotations.NullMarked;
