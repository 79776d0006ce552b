package io.serai.deploy.versions;

import io.serai.flow.FlowFile;
import io.serai.flow.FlowSource;
import io.serai.flow.FlowVersion;
import io.serai.routes.RoutesFolder;
import io.serai.store.FlowVersions;
import io.serai.store.StoreException;
import io.serai.time.Timekeeper;

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
import java.util.Set;

/// The history of flows as the deployer writes and reads it.
public final class Versions {

    private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter EARLIER =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private final Path routes;
    private final FlowVersions kept;
    private final Timekeeper time;

    public Versions(Path routes, FlowVersions kept, Timekeeper time) {
        this.routes = routes;
        this.kept = kept;
        this.time = time;
    }

    /// Keeps what runs now, unless it is what ran last.
    ///
    /// @param used kamelets
    /// @return its number
    /// @throws StoreException when it cannot be kept
    public int keep(FlowSource source, Set<String> used, String by) {
        Map<String, String> kamelets = new HashMap<>(source.kamelets());
        kamelets.keySet().retainAll(used);
        Optional<FlowVersion> last = newest(source.id());
        if (last.filter(each -> says(each, source, kamelets)).isPresent()) {
            return last.get().number();
        }
        return kept.add(
                        new FlowVersion(
                                source.id(),
                                0,
                                time.now(),
                                by,
                                relative(source.file().file()),
                                source.text(),
                                kamelets,
                                ""))
                .number();
    }

    private boolean says(FlowVersion version, FlowSource source, Map<String, String> kamelets) {
        return version.text().equals(source.text())
                && version.kamelets().equals(kamelets)
                && version.file().equals(relative(source.file().file()));
    }

    /// Keeps on record that a flow was removed, and by whom.
    ///
    /// @throws StoreException when it cannot be kept
    public void keepRemoval(FlowSource source, String by) {
        var _ =
                kept.add(
                        new FlowVersion(
                                source.id(),
                                0,
                                time.now(),
                                by,
                                relative(source.file().file()),
                                "",
                                Map.of(),
                                ""));
    }

    public void note(String flow, int number, String note) {
        kept.note(flow, number, note);
    }

    /// The last version that ran, unless the flow was removed since.
    public Optional<FlowVersion> newest(String flow) {
        return kept.newest(flow).filter(version -> !version.isRemoval());
    }

    public Optional<FlowVersion> find(String flow, int number) {
        return kept.find(flow, number);
    }

    public List<FlowVersion> of(String flow, int most) {
        return kept.of(flow, most);
    }

    /// Of all flows, the newest first.
    public List<FlowVersion> all(int most) {
        return kept.all(most);
    }

    /// A version to go back to.
    ///
    /// @param number empty for the newest before `current`
    public FlowVersion earlier(String flow, OptionalInt number, int current) {
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
    public FlowSource source(FlowVersion version, RoutesFolder house) {
        Map<String, String> kamelets = new HashMap<>(house.kamelets());
        kamelets.putAll(version.kamelets());
        return new FlowSource(
                new FlowFile(version.flow(), routes.resolve(version.file())),
                version.text(),
                kamelets,
                house.values());
    }

    /// Where a version belongs.
    public Path file(FlowVersion version) {
        return routes.resolve(version.file());
    }

    public String relative(Path file) {
        return routes.relativize(file).toString();
    }

    /// `12:03`, with the date when that was not today.
    public String clock(Instant instant) {
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
