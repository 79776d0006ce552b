package io.serai.flowtest;

import java.util.regex.Pattern;

/// An endpoint's URI without its options, in which `*` stands for anything.
record UriPattern(String text) {

    boolean matches(String uri) {
        String regex = "\\Q" + text.replace("*", "\\E.*\\Q") + "\\E";
        return Pattern.matches(regex, uri);
    }

    @Override
    public String toString() {
        return text;
    }
}
