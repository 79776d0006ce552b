package io.serai.flowtest.virtual;

import org.apache.camel.RoutesBuilder;
import org.apache.camel.dsl.java.joor.JavaRoutesBuilderLoader;
import org.apache.camel.language.joor.CompilationUnit;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.ResourceAware;
import org.apache.camel.util.IOHelper;
import org.jspecify.annotations.Nullable;

import java.io.InputStream;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/// Camel's loader of Java flows, which compiles each text once.
final class FlowLoader extends JavaRoutesBuilderLoader {

    private final CompiledFlows compiled;

    FlowLoader(CompiledFlows compiled) {
        this.compiled = compiled;
    }

    @Override
    protected CompilationUnit.Result compileResources(Collection<Resource> resources)
            throws Exception {
        if (resources.size() != 1) {
            return super.compileResources(resources);
        }
        String text;
        try (InputStream in = resourceInputStream(resources.iterator().next())) {
            text = IOHelper.loadText(in);
        }
        Optional<CompiledFlows.Code> known = compiled.of(text);
        if (known.isEmpty()) {
            CompilationUnit.Result result = super.compileResources(resources);
            compiled.keep(text, result);
            return result;
        }
        var loader = new FlowClasses(known.get().classes(), resolveParentClassLoader());
        getCamelContext().getClassResolver().addClassLoader(loader);
        return new Known(known.get(), loader);
    }

    @Override
    protected Collection<RoutesBuilder> doLoadRoutesBuilders(Collection<Resource> resources)
            throws Exception {
        Collection<RoutesBuilder> builders = super.doLoadRoutesBuilders(resources);
        if (resources.size() == 1) {
            // where their steps are, in messages
            builders.forEach(
                    each -> ResourceAware.trySetResource(each, resources.iterator().next()));
        }
        return builders;
    }

    private static final class Known extends CompilationUnit.Result {
        private final CompiledFlows.Code code;
        private final FlowClasses loader;

        Known(CompiledFlows.Code code, FlowClasses loader) {
            this.code = code;
            this.loader = loader;
        }

        @Override
        public Class<?> getClass(String name) {
            try {
                return loader.loadClass(name);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e); // it was compiled
            }
        }

        @Override
        public byte @Nullable [] getByteCode(String name) {
            return code.classes().get(name);
        }

        @Override
        public int size() {
            return code.named().size();
        }

        @Override
        public Set<String> getClassNames() {
            return code.named();
        }

        @Override
        public Set<String> getCompiledClassNames() {
            return code.classes().keySet();
        }
    }
}
