package io.serai.time;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// Lets libraries and Java flows that read the machine's clock or sleep take part in a [Simulation]: calls
/// of the JDK's clocks in their code become calls of [Clocks]. Nothing is rewritten before [#install], so a
/// gateway that tests nothing runs every library as it came.
///
/// The JVM calls [#premain] at its start, as the jar's manifest says.
public final class VirtualClocks implements ClassFileTransformer {

    private static final String CAMEL = "org/apache/camel/";
    private static final ClassDesc CLOCKS = Clocks.class.describeConstable().orElseThrow();
    private static final ClassDesc CLOCK = Clock.class.describeConstable().orElseThrow();
    private static final ClassDesc ZONE = ZoneId.class.describeConstable().orElseThrow();
    private static final String DATE = internal(Date.class);
    private static final String DATES_AND_TIMES = "java/time/";

    /// By owner, name and descriptor; the name in [Clocks], which has the same descriptor.
    private static final Map<String, String> CALLS =
            Map.of(
                    "java/lang/System.currentTimeMillis()J",
                    "currentTimeMillis",
                    "java/lang/System.nanoTime()J",
                    "nanoTime",
                    "java/lang/Thread.sleep(J)V",
                    "sleep",
                    "java/lang/Thread.sleep(" + Duration.class.descriptorString() + ")V",
                    "sleep",
                    "java/time/Instant.now()" + Instant.class.descriptorString(),
                    "instant");

    private static final Set<String> NAMES =
            Set.of("currentTimeMillis", "nanoTime", "sleep", "now", "<init>");

    private static final ReentrantLock INSTALLING = new ReentrantLock();
    private static @Nullable Instrumentation instrumentation;
    private static boolean installed;

    /// A class loader whose classes take part.
    public interface Meant {}

    private VirtualClocks() {}

    /// For the JVM.
    public static void premain(String argument, Instrumentation given) {
        instrumentation = given;
    }

    /// Rewrites what is loaded, and what will be. Does it once.
    ///
    /// @throws IllegalStateException when the JVM was started without this agent
    public static void install() {
        INSTALLING.lock();
        try {
            if (installed) {
                return;
            }
            Instrumentation jvm = instrumentation;
            if (jvm == null) {
                throw new IllegalStateException(
                        "virtual time needs the JVM option -javaagent: with Serai's own jar, as bin/serai"
                                + " gives it");
            }
            jvm.addTransformer(new VirtualClocks(), true);
            Class<?>[] loaded =
                    Arrays.stream(jvm.getAllLoadedClasses())
                            .filter(type -> isMeant(internal(type), type.getClassLoader()))
                            .filter(jvm::isModifiableClass)
                            .toArray(Class<?>[]::new);
            jvm.retransformClasses(loaded);
            installed = true;
        } catch (UnmodifiableClassException e) {
            throw new IllegalStateException(e);
        } finally {
            INSTALLING.unlock();
        }
    }

    private static String internal(Class<?> type) {
        return type.getName().replace('.', '/');
    }

    /// Camel, and what is compiled while the gateway runs.
    private static boolean isMeant(String name, @Nullable ClassLoader loader) {
        return name.startsWith(CAMEL)
                || loader instanceof Meant
                || (loader != null && loader.getClass().getName().startsWith("org.apache.camel."));
    }

    @Override
    public byte @Nullable [] transform(
            ClassLoader loader,
            String name,
            @Nullable Class<?> redefined,
            ProtectionDomain domain,
            byte[] bytes) {
        if (name == null || !isMeant(name, loader)) {
            return null;
        }
        ClassFile files =
                ClassFile.of(
                        ClassFile.ClassHierarchyResolverOption.of(
                                ClassHierarchyResolver.ofResourceParsing(loader)
                                        .orElse(ClassHierarchyResolver.defaultResolver())));
        ClassModel model = files.parse(bytes);
        if (!readsAClock(model)) {
            return null;
        }
        return files.transformClass(
                model, ClassTransform.transformingMethodBodies(VirtualClocks::rewrite));
    }

    private static boolean readsAClock(ClassModel model) {
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof MemberRefEntry member
                    && NAMES.contains(member.name().stringValue())
                    && isClock(
                            member.owner().asInternalName(),
                            member.name().stringValue(),
                            member.type().stringValue())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isClock(String owner, String name, String type) {
        return CALLS.containsKey(owner + "." + name + type)
                || isNow(owner, name, type)
                || isNewDate(owner, name, type);
    }

    /// The `now()` and `now(ZoneId)` of dates and times.
    private static boolean isNow(String owner, String name, String type) {
        return owner.startsWith(DATES_AND_TIMES)
                && name.equals("now")
                && (type.startsWith("()") || type.startsWith("(" + ZONE.descriptorString() + ")"));
    }

    private static boolean isNewDate(String owner, String name, String type) {
        return owner.equals(DATE) && name.equals("<init>") && type.equals("()V");
    }

    private static void rewrite(CodeBuilder code, CodeElement element) {
        if (!(element instanceof InvokeInstruction call)) {
            code.with(element);
            return;
        }
        String owner = call.owner().asInternalName();
        String name = call.name().stringValue();
        String type = call.type().stringValue();
        String ours = CALLS.get(owner + "." + name + type);
        if (ours != null) {
            code.invokestatic(CLOCKS, ours, call.typeSymbol());
        } else if (isNow(owner, name, type) && call.opcode() == Opcode.INVOKESTATIC) {
            ClassDesc time = call.owner().asSymbol();
            MethodTypeDesc arguments = call.typeSymbol().changeReturnType(CLOCK);
            code.invokestatic(CLOCKS, "clock", arguments);
            code.invokestatic(time, "now", MethodTypeDesc.of(time, CLOCK));
        } else if (isNewDate(owner, name, type)) {
            code.invokestatic(
                    CLOCKS, "currentTimeMillis", MethodTypeDesc.of(ConstantDescs.CD_long));
            code.invokespecial(
                    call.owner().asSymbol(),
                    "<init>",
                    MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_long));
        } else {
            code.with(element);
        }
    }
}
