package io.serai.runtime;

import io.serai.flow.FlowSource;
import io.serai.yaml.Nesting;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultResourceLoader;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceResolverSupport;
import org.apache.camel.support.ResourceSupport;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Where a flow finds its kamelets: among those it was given, then on the class path.
final class FlowKamelets extends ResourceResolverSupport {

    private static final String SCHEME = "house-kamelets";
    private static final String SUFFIX = ".kamelet.yaml";

    /// For the setting of Camel's kamelet component.
    static final String LOCATION = SCHEME + ":,classpath:kamelets";

    private final FlowSource source;
    private final Set<String> used = ConcurrentHashMap.newKeySet();

    private FlowKamelets(FlowSource source) {
        super(SCHEME);
        this.source = source;
    }

    static FlowKamelets bind(FlowSource source, DefaultCamelContext context) {
        var kamelets = new FlowKamelets(source);
        kamelets.setCamelContext(context);
        context.getRegistry()
                .bind(DefaultResourceLoader.RESOURCE_LOADER_KEY_PREFIX + SCHEME, kamelets);
        return kamelets;
    }

    /// Names of those that the flow asked for, whether they are there or not.
    Set<String> used() {
        return Set.copyOf(used);
    }

    @Override
    protected Resource createResource(String location, String remaining) {
        String name = remaining.replaceFirst("^/", "");
        if (name.endsWith(SUFFIX)) {
            name = name.substring(0, name.length() - SUFFIX.length());
            used.add(name);
        }
        String text = source.kamelets().get(name);
        return new ResourceSupport(SCHEME, "file:" + name + SUFFIX) {
            @Override
            public boolean exists() {
                return text != null;
            }

            @Override
            public InputStream getInputStream() throws IOException {
                if (text == null) {
                    throw new FileNotFoundException(getLocation());
                }
                int tooDeep = Nesting.lineTooDeep(text);
                if (tooDeep > 0) {
                    throw new IOException(
                            "%s:%d %s".formatted(getLocation(), tooDeep, Nesting.tooDeep()));
                }
                return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
            }
        };
    }
}
