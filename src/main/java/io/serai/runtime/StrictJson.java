package io.serai.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.apache.camel.component.jackson.JacksonDataFormat;
import org.apache.camel.spi.DataFormatCustomizer;

/// JSON as flows read it: one whole document within limits that a hostile message cannot stretch.
final class StrictJson {

    private static final int MAX_DEPTH = 64;
    private static final int MAX_TEXT_CHARACTERS = 1_000_000;
    private static final int MAX_DOCUMENT_BYTES = 1_000_000;
    private static final int MAX_NUMBER_DIGITS = 100;

    private StrictJson() {}

    /// Gives every `json` data format that names no mapper of its own the strict one.
    static DataFormatCustomizer customizer() {
        ObjectMapper mapper = mapper();
        return DataFormatCustomizer.forType(
                JacksonDataFormat.class,
                format -> {
                    if (format.getObjectMapper() == null) {
                        format.setObjectMapper(mapper);
                    }
                });
    }

    private static ObjectMapper mapper() {
        var factory =
                JsonFactory.builder()
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxNestingDepth(MAX_DEPTH)
                                        .maxStringLength(MAX_TEXT_CHARACTERS)
                                        .maxDocumentLength(MAX_DOCUMENT_BYTES)
                                        .maxNumberLength(MAX_NUMBER_DIGITS)
                                        .build())
                        .build();
        // `{"light": 1} rubbish` is not JSON, though Jackson would stop reading at the brace.
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }
}
