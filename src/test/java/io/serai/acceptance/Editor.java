package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.Programs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// How programs save a file: each leaves other traces in the folder.
enum Editor {
    /// VS Code, a shell's `>`: empties the file and writes it.
    TRUNCATE {
        @Override
        void save(Path file, String text) throws IOException {
            Files.writeString(file, text);
        }
    },

    /// nano and other small editors: empties the file and writes it line by line.
    LINE_BY_LINE {
        @Override
        void save(Path file, String text) throws IOException {
            try (FileChannel channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                for (String line : text.lines().toList()) {
                    channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
                }
            }
        }
    },

    /// gedit and most libraries: a hidden file takes the place of the old one.
    RENAME {
        @Override
        void save(Path file, String text) throws IOException {
            Path temporary = file.resolveSibling(".goutputstream-" + file.getFileName());
            Files.writeString(temporary, text);
            replace(temporary, file);
        }
    },

    /// rsync, which names its temporary file like the real one.
    RSYNC {
        @Override
        void save(Path file, String text) throws IOException {
            Path temporary = file.resolveSibling("." + file.getFileName() + ".AbC123");
            Files.writeString(temporary, text);
            replace(temporary, file);
        }
    },

    /// A temporary file that is called as a route file is.
    RENAME_FROM_A_ROUTE_FILE {
        @Override
        void save(Path file, String text) throws IOException {
            Path temporary = file.resolveSibling(".tmp-" + file.getFileName());
            Files.writeString(temporary, text);
            replace(temporary, file);
        }
    },

    /// IntelliJ: the old file is put aside first.
    PUT_ASIDE {
        @Override
        void save(Path file, String text) throws IOException {
            Path temporary = file.resolveSibling(file.getFileName() + "___jb_tmp___");
            Path old = file.resolveSibling(file.getFileName() + "___jb_old___");
            Files.writeString(temporary, text);
            replace(file, old);
            replace(temporary, file);
            Files.delete(old);
        }
    },

    /// vim with a backup: tries whether it may write here, moves the old file away and writes a new one.
    BACKUP {
        @Override
        void save(Path file, String text) throws IOException {
            Path attempt = file.resolveSibling("4913");
            Files.createFile(attempt);
            Files.delete(attempt);
            Path backup = file.resolveSibling(file.getFileName() + "~");
            replace(file, backup);
            Files.writeString(file, text);
            Files.delete(backup);
        }
    },

    VIM {
        @Override
        void save(Path file, String text) throws IOException {
            Path wanted = beside(file, text);
            run(
                    "vim",
                    "-Nu",
                    "NONE",
                    "-es",
                    "-c",
                    "set swapfile writebackup",
                    "-c",
                    "%!cat " + wanted,
                    "-c",
                    "wq",
                    file.toString());
        }
    },

    SED {
        @Override
        void save(Path file, String text) throws IOException {
            run("sed", "-i", "-e", "1r " + beside(file, text), "-e", "d", file.toString());
        }
    },

    CP {
        @Override
        void save(Path file, String text) throws IOException {
            run("cp", beside(file, text).toString(), file.toString());
        }
    },

    MV {
        @Override
        void save(Path file, String text) throws IOException {
            run("mv", beside(file, text).toString(), file.toString());
        }
    },

    /// Another branch is checked out, with the routes folder as the work tree.
    GIT {
        @Override
        void save(Path file, String text) throws IOException {
            Path folder = file.getParent();
            String now = Files.readString(file);
            if (Files.notExists(folder.resolve(".git"))) {
                git(folder, "init", "--quiet");
                commit(folder, "first");
            }
            commit(folder, "before");
            // The other branch is made beside this work tree, which sees the checkout alone.
            Path other = Files.createTempDirectory(folder.getParent(), "tree");
            git(folder, "worktree", "add", "--quiet", "--detach", "--force", other.toString());
            Files.writeString(other.resolve(file.getFileName()), text);
            if (!now.equals(text)) {
                commit(other, "after");
            }
            git(other, "branch", "--force", "after");
            git(folder, "worktree", "remove", "--force", other.toString());
            git(folder, "checkout", "--quiet", "after");
            git(folder, "checkout", "--quiet", "--detach");
        }

        private void commit(Path folder, String message) throws IOException {
            git(folder, "add", "--all");
            git(
                    folder,
                    "-c",
                    "user.name=owner",
                    "-c",
                    "user.email=owner@house.example",
                    "commit",
                    "--quiet",
                    "--allow-empty",
                    "--message",
                    message);
        }

        private void git(Path folder, String... arguments) {
            run("git", concat(List.of("-C", folder.toString()), arguments));
        }
    };

    abstract void save(Path file, String text) throws IOException;

    private static void replace(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// The text as a file outside of the routes folder, on the same disk.
    private static Path beside(Path file, String text) throws IOException {
        Path wanted = Files.createTempFile(file.getParent().getParent(), "wanted", ".txt");
        return Files.writeString(wanted, text);
    }

    private static String[] concat(List<String> first, String... rest) {
        var all = new ArrayList<>(first);
        all.addAll(List.of(rest));
        return all.toArray(String[]::new);
    }

    private static void run(String program, String... arguments) {
        List<String> command =
                List.of(concat(List.of(Programs.require(program).toString()), arguments));
        Finished finished = Finished.run(command);
        assertThat(finished.exitCode()).as("%s: %s", command, finished.err()).isZero();
    }
}
