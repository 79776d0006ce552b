package io.serai.app.gateway;

import picocli.CommandLine.IVersionProvider;

/// `serai 0.1.0, Java 25.0.3`, from the jar's manifest.
public final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {text()};
    }

    public static String text() {
        return "serai %s, Java %s".formatted(number(), Runtime.version());
    }

    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
