package io.serai.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.flow.Problem;
import io.serai.store.MemoryStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class SideFilesTest {

    @TempDir private Path folder;
    private final MemoryStore store = new MemoryStore();
    private final List<String> taken = new ArrayList<>();
    private final List<Problem> refused = new ArrayList<>();

    /// Wrong is what holds the word.
    private final SideFile page =
            new SideFile() {
                @Override
                public String name() {
                    return "dashboard.yaml";
                }

                @Override
                public List<Problem> problems(Path file, String text, String devices) {
                    return text.contains("wrong")
                            ? List.of(new Problem(file, 1, "is wrong"))
                            : List.of();
                }

                @Override
                public void change(String text) {
                    taken.add(text);
                }

                @Override
                public void refuse(List<Problem> problems) {
                    refused.addAll(problems);
                }
            };

    private RoutesFolder saved(String text) throws IOException {
        Files.writeString(folder.resolve("dashboard.yaml"), text);
        return RoutesFolder.read(folder);
    }

    @Test
    void aSavedTextIsTakenOnceAndABrokenOneLeavesWhatHeldBefore() throws Exception {
        var sides = new SideFiles(List.of(page), store);

        sides.take(saved("one"));
        sides.take(saved("one"));
        sides.take(saved("wrong"));
        sides.take(saved("wrong"));
        sides.take(saved("one"));
        Files.delete(folder.resolve("dashboard.yaml"));
        sides.take(RoutesFolder.read(folder));

        assertThat(taken).containsExactly("one", "one", "");
        assertThat(refused)
                .containsExactly(new Problem(folder.resolve("dashboard.yaml"), 1, "is wrong"));
        assertThat(sides.problems(saved("wrong again"))).hasSize(1);
    }

    @Test
    void theLastGoodTextHoldsWhenTheFileIsBrokenAtTheStart() throws Exception {
        new SideFiles(List.of(page), store).take(saved("good"));
        taken.clear();

        new SideFiles(List.of(page), store).take(saved("wrong"));

        assertThat(taken).containsExactly("good");
        assertThat(refused).hasSize(1);
    }
}
