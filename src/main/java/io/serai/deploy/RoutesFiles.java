package io.serai.deploy;

import io.serai.flow.Problem;
import io.serai.flow.RoutesPath;
import io.serai.routes.FileEtags;
import io.serai.routes.FilesException;
import io.serai.routes.FilesException.Reason;
import io.serai.routes.FolderWalk;
import io.serai.routes.RoutesFile;
import io.serai.routes.RoutesFolder;
import io.serai.routes.RoutesLinks;
import io.serai.routes.SourceFile;
import io.serai.yaml.YamlText;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The files of a house as people edit them: each text as it is, its check while it is being typed, and its
/// deploy, which alone writes. Enter through [Deployer#files]. Thread-safe.
public final class RoutesFiles {

    /// In the place of the etag of a content that nobody knows.
    private static final String UNREADABLE = "unreadable";

    private final Path folder;
    private final Deployer deployer;
    private final DraftCheck check;
    private final DraftTests tests;
    private final FileEtags etags = new FileEtags();

    /// A text, and what its content is told apart by.
    public record Text(String text, String etag) {}

    RoutesFiles(Path folder, Deployer deployer, DraftCheck check, DraftTests tests) {
        this.folder = folder;
        this.deployer = deployer;
        this.check = check;
        this.tests = tests;
    }

    /// Checks what is being typed.
    public DraftCheck check() {
        return check;
    }

    /// Tests what is being typed.
    public DraftTests tests() {
        return tests;
    }

    /// Texts of the kamelets of the house, by name.
    public Map<String, String> kamelets() {
        return RoutesFolder.read(folder).kamelets();
    }

    /// All there are, in order of path; none that is larger than a file of a house may be.
    public List<RoutesFile> all() {
        List<RoutesFile> found = new ArrayList<>();
        Map<Path, RoutesFile> byPlace = new HashMap<>();
        FolderWalk walk = FolderWalk.of(folder);
        String why = walk.unread().get(folder);
        if (why != null) {
            throw new FilesException(
                    Reason.UNREADABLE, "%s cannot be read: %s.".formatted(folder, why));
        }
        walk.files()
                .forEach(file ->
                        describe(file)
                                .ifPresent(each -> {
                                    found.add(each);
                                    byPlace.put(file, each);
                                }));
        etags.keepOnly(byPlace.keySet());
        return found;
    }

    private Optional<RoutesFile> describe(Path file) {
        String path = folder.relativize(file).toString().replace('\\', '/');
        try {
            var name = new RoutesPath(path);
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()
                    || attributes.size() > YamlText.MAX_BYTES
                    || RoutesLinks.leadsOut(folder, file)) {
                return Optional.empty();
            }
            return Optional.of(
                    new RoutesFile(
                            name.text(),
                            RoutesFile.Kind.of(name.text()),
                            RoutesFile.flowOf(file),
                            etag(file, attributes),
                            attributes.size(),
                            attributes.lastModifiedTime().toInstant()));
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // no part of a house
        } catch (NoSuchFileException _) {
            return Optional.empty(); // gone meanwhile
        } catch (IOException _) {
            return Optional.empty(); // the log has told it
        }
    }

    /// One that cannot be read is there all the same.
    private String etag(Path file, BasicFileAttributes attributes) throws NoSuchFileException {
        try {
            return etags.of(file, attributes);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException _) {
            return UNREADABLE;
        }
    }

    /// One as it is.
    ///
    /// @throws FilesException when there is none, or it is no text
    public Text read(String path) {
        Path file = place(path);
        if (!Files.isRegularFile(file)) {
            throw new FilesException(
                    Reason.MISSING, "There is no file %s in the routes folder.".formatted(path));
        }
        List<Problem> problems = new ArrayList<>();
        String text =
                SourceFile.read(file, problems)
                        .orElseThrow(() ->
                                new FilesException(
                                        Reason.UNREADABLE,
                                        "%s %s".formatted(path, problems.getFirst().text())));
        return new Text(text, FileEtags.of(text));
    }

    /// Deploys texts together, and writes them as they are: all, or none.
    ///
    /// @param texts by path; empty text removes the file
    /// @param seen etags of files as whoever writes them saw them last, by path; empty text for one that was
    ///     not there
    /// @param by who asks, as kept in the history
    /// @return what is wrong; empty when everything was deployed
    /// @throws FilesException when one is not as it was seen
    public List<Problem> deploy(Map<String, String> texts, Map<String, String> seen, String by) {
        texts.keySet().forEach(this::place);
        return deployer.deployTogether(texts, by, () -> requireUnchanged(seen));
    }

    private void requireUnchanged(Map<String, String> seen) {
        seen.forEach((path, etag) -> {
            if (!etag(path).equals(etag)) {
                throw new FilesException(
                        Reason.CHANGED,
                        etag.isEmpty()
                                ? "%s is there already.".formatted(path)
                                : "%s was changed by another since it was read.".formatted(path));
            }
        });
    }

    /// What the content of a file is told apart by now; empty when there is none.
    ///
    /// @throws FilesException when it cannot be read
    public String etag(String path) {
        try {
            return FileEtags.of(YamlText.bytes(place(path)));
        } catch (NoSuchFileException _) {
            return "";
        } catch (IOException e) {
            throw new FilesException(
                    Reason.UNREADABLE, "%s cannot be read: %s.".formatted(path, YamlText.why(e)));
        }
    }

    /// Where a file of the house is, whether it is there or not.
    ///
    /// @throws FilesException when its name is not one of a house, or a link leads from it out of the folder
    public Path place(String path) {
        return place(folder, path);
    }

    /// A problem with its file called as people call it: by its path within the house.
    public Problem shown(Problem problem) {
        Path file = problem.file().toAbsolutePath().normalize();
        return file.startsWith(folder) && !file.equals(folder)
                ? new Problem(folder.relativize(file), problem.line(), problem.text())
                : problem;
    }

    static Path place(Path folder, String path) {
        try {
            Path file = folder.resolve(new RoutesPath(path).text());
            RoutesLinks.requireInside(folder, file);
            return file;
        } catch (IllegalArgumentException e) {
            throw new FilesException(
                    Reason.NAME,
                    "\"%s\" is no file of a house: %s.".formatted(path, e.getMessage()));
        }
    }
}
