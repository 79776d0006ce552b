package io.serai.deploy;

import io.serai.flow.FlowFile;
import io.serai.flow.FlowSource;
import io.serai.flow.FlowVersion;
import io.serai.runtime.RunningFlow;
import io.serai.store.FlowVersions;
import io.serai.store.StoreException;
import io.serai.time.Timekeeper;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The history of flows as the deployer writes and reads it.
final class Versions {

    private static final Logger LOG = LoggerFactory.getLogger(Versions.class);
    private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter EARLIER =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private final Path routes;
    private final FlowVersions kept;
    private final Timekeeper time;

    Versions(Path routes, FlowVersions kept, Timekeeper time) {
        this.routes = routes;
        this.kept = kept;
        this.time = time;
    }

    /// Keeps what runs now, unless it is what ran last.
    ///
    /// @return its number; when it cannot be kept, that of the last
    int keep(RunningFlow flow, String by) {
        FlowSource source = flow.source();
        Map<String, String> kamelets = new HashMap<>(source.kamelets());
        kamelets.keySet().retainAll(flow.uses().kamelets());
        Optional<FlowVersion> last = newest(source.id());
        if (last.filter(each -> says(each, source, kamelets)).isPresent()) {
            return last.get().number();
        }
        return add(
                new FlowVersion(
                        source.id(),
                        0,
                        time.now(),
                        by,
                        relative(source.file().file()),
                        source.text(),
                        kamelets,
                        ""),
                last);
    }

    private boolean says(FlowVersion version, FlowSource source, Map<String, String> kamelets) {
        return version.text().equals(source.text())
                && version.kamelets().equals(kamelets)
                && version.file().equals(relative(source.file().file()));
    }

    void keepRemoval(FlowSource source, String by) {
        add(
                new FlowVersion(
                        source.id(),
                        0,
                        time.now(),
                        by,
                        relative(source.file().file()),
                        "",
                        Map.of(),
                        ""),
                newest(source.id()));
    }

    private int add(FlowVersion version, Optional<FlowVersion> last) {
        try {
            return kept.add(version).number();
        } catch (StoreException e) {
            LOG.warn(
                    "{}: this version is not kept in the history. {}",
                    version.flow(),
                    e.getMessage());
            return last.map(FlowVersion::number).orElse(1);
        }
    }

    void note(String flow, int number, String note) {
        try {
            kept.note(flow, number, note);
        } catch (StoreException e) {
            LOG.warn("{}: the history does not say so. {}", flow, e.getMessage());
        }
    }

    /// The last version that ran, unless the flow was removed since.
    Optional<FlowVersion> newest(String flow) {
        return kept.newest(flow).filter(version -> !version.isRemoval());
    }

    Optional<FlowVersion> find(String flow, int number) {
        return kept.find(flow, number);
    }

    List<FlowVersion> of(String flow, int most) {
        return kept.of(flow, most);
    }

    /// Of all flows, the newest first.
    List<FlowVersion> all(int most) {
        return kept.all(most);
    }

    /// A version to go back to.
    ///
    /// @param number empty for the newest before `current`
    FlowVersion earlier(String flow, OptionalInt number, int current) {
        if (number.isPresent()) {
            return find(flow, number.getAsInt())
                    .filter(version -> !version.isRemoval())
                    .orElseThrow(() ->
                            new NoSuchFlowException(
                                    "flow \"%s\" has no version %d to go back to; serai history %s lists them."
                                            .formatted(flow, number.getAsInt(), flow)));
        }
        return of(flow, FlowVersions.MOST_PER_FLOW).stream()
                .filter(version -> !version.isRemoval() && version.number() < current)
                .findFirst()
                .orElseThrow(() ->
                        new NoSuchFlowException(
                                "flow \"%s\" has no earlier version to go back to."
                                        .formatted(flow)));
    }

    /// A version as a flow to be built.
    ///
    /// @param house what else there is now
    FlowSource source(FlowVersion version, RoutesFolder house) {
        Map<String, String> kamelets = new HashMap<>(house.kamelets());
        kamelets.putAll(version.kamelets());
        return new FlowSource(
                new FlowFile(version.flow(), routes.resolve(version.file())),
                version.text(),
                kamelets,
                house.values());
    }

    String relative(Path file) {
        return routes.relativize(file).toString();
    }

    /// `12:03`, with the date when that was not today.
    String clock(Instant instant) {
        ZonedDateTime local = instant.atZone(ZoneId.systemDefault());
        boolean today =
                local.toLocalDate().equals(LocalDate.ofInstant(time.now(), ZoneId.systemDefault()));
        return local.format(today ? TODAY : EARLIER);
    }

    /// Who saved a file, as far as the system tells.
    static String savedBy(Path file) {
        try {
            return "saved by " + Files.getOwner(file).getName();
        } catch (IOException | UnsupportedOperationException e) {
            return "saved";
        }
    }
}
