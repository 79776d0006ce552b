package io.serai.link.tls;

/// A file that a setting names cannot be used; the message goes on after the setting and its value.
public final class UnusableFileException extends Exception {

    private final String setting;
    private final String rule;

    /// @param setting its last part, such as `ca-file`
    UnusableFileException(String setting, String message) {
        super(message);
        this.setting = setting;
        rule = message;
    }

    UnusableFileException(String setting, String message, Throwable cause) {
        super(message, cause);
        this.setting = setting;
        rule = message;
    }

    /// What is wrong with the file.
    public String rule() {
        return rule;
    }

    public String setting() {
        return setting;
    }
}
