package io.serai.node.spi;

/// A message from outside is not what the node works on. The text says what came and what is expected;
/// it quotes at most a short piece of the message.
public final class BadMessageException extends RuntimeException {

    private static final int QUOTED_CHARACTERS = 40;

    public BadMessageException(String message) {
        super(message);
    }

    /// `text` in quotes, cut, without line breaks or control characters.
    public static String quoted(String text) {
        String cut =
                text.length() <= QUOTED_CHARACTERS
                        ? text
                        : text.substring(0, QUOTED_CHARACTERS) + "…";
        return '"' + cut.replaceAll("\\p{Cntrl}", "\uFFFD") + '"';
    }
}
