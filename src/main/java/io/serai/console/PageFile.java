package io.serai.console;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// A file of the page. In memory it is compressed, as nearly every browser takes it.
///
/// @param kept by gzip, or as it is when that is no gain; not to be changed
@SuppressWarnings("ArrayRecordComponent") // never compared
record PageFile(String type, byte[] kept, boolean isCompressed, String etag, boolean isIndex) {

    static PageFile of(String type, byte[] plain, boolean isIndex) {
        byte[] compressed = compressed(plain);
        boolean isGain = compressed.length < plain.length;
        var crc = new CRC32();
        crc.update(plain);
        return new PageFile(
                type,
                isGain ? compressed : plain,
                isGain,
                "\"%08x\"".formatted(crc.getValue()),
                isIndex);
    }

    /// Whether the name changes with the content.
    static boolean isForEver(String path) {
        return path.startsWith("/chunk/");
    }

    /// What is sent; for who does not take gzip it is inflated.
    byte[] content(boolean takesGzip) {
        return takesGzip || !isCompressed ? kept : inflated();
    }

    private byte[] inflated() {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(kept))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] compressed(byte[] plain) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
