package io.serai.flowtest.virtual;

import io.serai.time.VirtualClocks;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// The classes of one Java flow in one test: what they keep in static fields is of that test alone.
final class FlowClasses extends ClassLoader implements VirtualClocks.Meant {

    private final Map<String, byte[]> classes;

    FlowClasses(Map<String, byte[]> classes, @Nullable ClassLoader parent) {
        super(parent);
        this.classes = classes;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] code = classes.get(name);
        if (code == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, code, 0, code.length);
    }
}
