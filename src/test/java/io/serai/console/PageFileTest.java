package io.serai.console;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.util.Random;
import java.util.zip.GZIPInputStream;

class PageFileTest {

    @Test
    void whatCompressesIsKeptCompressedAloneAndInflatedForWhoDoesNotTakeIt() throws Exception {
        byte[] text = "serai ".repeat(1000).getBytes(UTF_8);

        PageFile file = PageFile.of("text/css", text, false);

        assertThat(file.isCompressed()).isTrue();
        assertThat(file.kept()).hasSizeLessThan(text.length / 10);
        assertThat(file.content(true)).isSameAs(file.kept());
        try (var in = new GZIPInputStream(new ByteArrayInputStream(file.content(true)))) {
            assertThat(in.readAllBytes()).isEqualTo(text);
        }
        assertThat(file.content(false)).isEqualTo(text);
    }

    @Test
    void whatDoesNotCompressStaysAsItIsForAll() {
        byte[] noise = new byte[1000];
        new Random(7).nextBytes(noise);

        PageFile file = PageFile.of("image/png", noise, false);

        assertThat(file.isCompressed()).isFalse();
        assertThat(file.content(true)).isEqualTo(noise);
        assertThat(file.content(false)).isEqualTo(noise);
    }

    @Test
    void theTagIsThatOfTheContent() {
        PageFile one =
                PageFile.of("text/css", "a { color: red }".repeat(50).getBytes(UTF_8), false);
        PageFile same = PageFile.of("text/css", one.content(false), false);
        PageFile other = PageFile.of("text/css", "b".getBytes(UTF_8), false);

        assertThat(same.etag()).isEqualTo(one.etag()).matches("\"[0-9a-f]{8}\"");
        assertThat(other.etag()).isNotEqualTo(one.etag());
    }
}
