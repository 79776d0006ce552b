package io.serai.deploy.recovery;

import io.serai.deploy.versions.Versions;
import io.serai.observe.Health;
import io.serai.routes.RoutesFolder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// Keeps flows from being started after too many crashes in a row, until somebody starts one. What is asked
/// is for any thread, the rest for one at a time.
public final class SafeMode {

    private static final Logger LOG = LoggerFactory.getLogger(SafeMode.class);
    private static final String PART = "safe mode";

    private final CrashGuard crashes;
    private final Versions versions;
    private final Health health;
    private volatile String why = "";

    public SafeMode(CrashGuard crashes, Versions versions, Health health) {
        this.crashes = crashes;
        this.versions = versions;
        this.health = health;
    }

    /// A run of the gateway begins.
    ///
    /// @param after crashes in a row; 0 for never
    public void begin(RoutesFolder house, int after) {
        int ended = crashes.begin(print(house));
        if (after > 0 && ended >= after) {
            enter(ended);
        }
    }

    /// What says whether somebody changed the files.
    private static String print(RoutesFolder house) {
        Map<String, Integer> texts = new TreeMap<>();
        house.flows().forEach(flow -> texts.put(flow.id(), flow.text().hashCode()));
        return Integer.toHexString(
                Objects.hash(texts, house.kamelets(), house.values(), house.devices()));
    }

    private void enter(int ended) {
        List<String> suspects = suspects();
        String suspect =
                suspects.isEmpty()
                        ? "No flow was ever deployed, so look for the cause elsewhere."
                        : "Most likely the cause is flow %s."
                                .formatted(String.join(", or flow ", suspects));
        why =
                ("The gateway ended %d times soon after its start without being asked to. It is in safe"
                                + " mode: no flow is started. %s Mend or remove its file, then serai start the"
                                + " flows you want, or restart the gateway.")
                        .formatted(ended, suspect);
        LOG.error("{}", why);
        health.down(PART, why);
    }

    private List<String> suspects() {
        List<String> suspects = new ArrayList<>();
        Optional<String> begun = crashes.suspect();
        begun.ifPresent(
                flow -> suspects.add(flow + ", the last to be started when the gateway ended"));
        versions.all(1).stream()
                .filter(last -> !Optional.of(last.flow()).equals(begun))
                .forEach(last ->
                        suspects.add(
                                "%s, changed last, at %s"
                                        .formatted(last.flow(), versions.clock(last.time()))));
        return suspects;
    }

    public void leave() {
        if (isOn()) {
            why = "";
            health.forget(PART);
            LOG.info("Safe mode ends.");
        }
    }

    public boolean isOn() {
        return !why.isEmpty();
    }

    /// Empty when it is off.
    public String why() {
        return why;
    }
}
