package io.serai.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// Reads files that people write, and nothing else: a pipe would keep the reader waiting, and a huge file would
/// use up its memory.
public final class YamlText {

    public static final int MAX_BYTES = 1_000_000;

    private YamlText() {}

    /// The text of `file`.
    ///
    /// @throws NoSuchFileException when nothing of that name is there
    /// @throws java.nio.charset.MalformedInputException when it is no UTF-8
    /// @throws IOException when it cannot be read otherwise, or is no file of a house
    public static String read(Path file) throws IOException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(file))).toString();
    }

    /// The content of `file`.
    ///
    /// @throws NoSuchFileException when nothing of that name is there
    /// @throws IOException when it cannot be read otherwise, or is no file of a house
    public static byte[] bytes(Path file) throws IOException {
        try {
            if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
                throw fault(file, "it is no regular file");
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] content = in.readNBytes(MAX_BYTES + 1);
                if (content.length > MAX_BYTES) {
                    throw fault(file, "it is larger than 1 MB, which no file of a house needs");
                }
                return content;
            }
        } catch (NoSuchFileException e) {
            throw Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    ? fault(file, "it is a link that leads nowhere")
                    : e;
        }
    }

    private static IOException fault(Path file, String why) {
        return new FileSystemException(file.toString(), null, why);
    }

    /// Why something could not be read, as people understand it.
    public static String why(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "the user that the gateway runs as may not read it";
            case FileSystemLoopException _ -> "it leads to itself";
            case FileSystemException fault when fault.getReason() != null -> fault.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
