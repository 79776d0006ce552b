package io.serai.check;

import io.serai.routes.FileEtags;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The JSON schema of route files, as it comes with Camel's YAML DSL: what an editor completes from is what
/// the check reads.
public final class RouteSchema {

    private static final String ETAG = FileEtags.of(text());

    private RouteSchema() {}

    /// All of it; large.
    public static String text() {
        try (InputStream in = YamlSchema.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What this version of it is told apart by.
    public static String etag() {
        return ETAG;
    }
}
