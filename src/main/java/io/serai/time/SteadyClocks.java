package io.serai.time;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.Set;

/// Camel's classes that measure spans by the wall clock, as the timeouts of `aggregate` and the periods of
/// `throttle`, measure them by [Clocks#steadyMillis], so that they do not wait for hours when the clock is set
/// back.
final class SteadyClocks implements ClassFileTransformer {

    private static final ClassDesc CLOCKS = Clocks.class.describeConstable().orElseThrow();

    static final Set<String> SPANS_ONLY =
            Set.of(
                    "org/apache/camel/support/DefaultTimeoutMap",
                    "org/apache/camel/processor/TotalRequestsThrottler",
                    "org/apache/camel/processor/TotalRequestsThrottler$ThrottlePermit",
                    "org/apache/camel/throttling/ThrottlingExceptionRoutePolicy",
                    "org/apache/camel/support/task/AbstractTask",
                    "org/apache/camel/support/task/BackgroundTask",
                    "org/apache/camel/support/task/ForegroundTask");

    @Override
    public byte @Nullable [] transform(
            ClassLoader loader,
            String name,
            @Nullable Class<?> redefined,
            ProtectionDomain domain,
            byte[] bytes) {
        if (name == null || !SPANS_ONLY.contains(name)) {
            return null;
        }
        ClassFile files = ClassFile.of(ClassFile.ConstantPoolSharingOption.NEW_POOL);
        return files.transformClass(
                files.parse(bytes), ClassTransform.transformingMethodBodies(SteadyClocks::rewrite));
    }

    private static void rewrite(CodeBuilder code, CodeElement element) {
        if (element instanceof InvokeInstruction call
                && call.owner().asInternalName().equals("java/lang/System")
                && call.name().stringValue().equals("currentTimeMillis")) {
            code.invokestatic(CLOCKS, "steadyMillis", call.typeSymbol());
        } else {
            code.with(element);
        }
    }
}
