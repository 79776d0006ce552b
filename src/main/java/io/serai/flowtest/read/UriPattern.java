package io.serai.flowtest.read;

import java.util.regex.Pattern;

/// An endpoint's URI without its options, in which `*` stands for anything.
public record UriPattern(String text) {

    public boolean matches(String uri) {
        String regex = "\\Q" + text.replace("*", "\\E.*\\Q") + "\\E";
        return Pattern.matches(regex, uri);
    }

    @Override
    public String toString() {
        return text;
    }
}
