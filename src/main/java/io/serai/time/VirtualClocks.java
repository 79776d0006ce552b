package io.serai.time;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
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
import java.text.SimpleDateFormat;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.Delayed;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// Lets libraries and Java flows that read the machine's clock, ask for its time zone, sleep or wait take
/// part in a [Simulation]: such calls of the JDK in their code become calls of [Clocks]. Nothing but what
/// [SteadyClocks] names is rewritten before [#install], so a gateway that tests nothing runs nearly every
/// library as it came.
///
/// The JVM calls [#premain] at its start, as the jar's manifest says.
public final class VirtualClocks implements ClassFileTransformer {

    private static final String CAMEL = "org/apache/camel/";
    private static final ClassDesc CLOCKS = Clocks.class.describeConstable().orElseThrow();
    private static final ClassDesc CLOCK = Clock.class.describeConstable().orElseThrow();
    private static final ClassDesc ZONE = ZoneId.class.describeConstable().orElseThrow();
    private static final String DATE = internal(Date.class);
    private static final String DATE_FORMAT = internal(SimpleDateFormat.class);
    private static final String SEMAPHORE = internal(Semaphore.class);
    private static final String LOCK = internal(Lock.class);
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
                    "instant",
                    "java/time/ZoneId.systemDefault()" + ZoneId.class.descriptorString(),
                    "zone",
                    "java/util/TimeZone.getDefault()" + TimeZone.class.descriptorString(),
                    "timeZone",
                    "java/util/Calendar.getInstance()" + Calendar.class.descriptorString(),
                    "calendar");

    /// The same of instances that threads wait at; the methods in [Clocks] take the instance first.
    private static final Map<String, String> WAITS =
            Map.of(
                    "java/util/concurrent/locks/ReentrantLock.lock()V",
                    "lock",
                    "java/util/concurrent/locks/Lock.lock()V",
                    "lock",
                    "java/util/concurrent/CountDownLatch.await()V",
                    "await",
                    "java/util/concurrent/CountDownLatch.await(J"
                            + TimeUnit.class.descriptorString()
                            + ")Z",
                    "await",
                    "java/util/concurrent/DelayQueue.take()" + Delayed.class.descriptorString(),
                    "take",
                    "java/util/concurrent/Semaphore.acquire()V",
                    "acquire",
                    CAMEL + "processor/ConcurrentRequestsThrottler$WrappedSemaphore.acquire()V",
                    "acquire");

    private static final Set<String> NAMES =
            Set.of(
                    "currentTimeMillis",
                    "nanoTime",
                    "sleep",
                    "now",
                    "systemDefault",
                    "getDefault",
                    "getInstance",
                    "lock",
                    "await",
                    "take",
                    "acquire",
                    "<init>");

    private static final ReentrantLock INSTALLING = new ReentrantLock();
    private static @Nullable Instrumentation instrumentation;
    private static boolean installed;

    /// A class loader whose classes take part.
    public interface Meant {}

    private VirtualClocks() {}

    /// For the JVM.
    public static void premain(String argument, Instrumentation given) {
        instrumentation = given;
        given.addTransformer(new SteadyClocks());
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
        if (!readsAClock(model) || isAFormat(model)) {
            return null;
        }
        return files.transformClass(
                model, ClassTransform.transformingMethodBodies(VirtualClocks::rewrite));
    }

    /// In whose constructors there is no finished format yet.
    private static boolean isAFormat(ClassModel model) {
        return model.superclass()
                .map(ClassEntry::asInternalName)
                .filter(DATE_FORMAT::equals)
                .isPresent();
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
                || WAITS.containsKey(owner + "." + name + type)
                || isNewFormat(owner, name)
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

    private static boolean isNewFormat(String owner, String name) {
        return owner.equals(DATE_FORMAT) && name.equals("<init>");
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
        String wait = WAITS.get(owner + "." + name + type);
        if (ours != null) {
            code.invokestatic(CLOCKS, ours, call.typeSymbol());
        } else if (wait != null && call.opcode() != Opcode.INVOKESPECIAL) {
            ClassDesc at =
                    switch (wait) {
                        case "acquire" -> ClassDesc.ofInternalName(SEMAPHORE);
                        case "lock" -> ClassDesc.ofInternalName(LOCK);
                        default -> call.owner().asSymbol();
                    };
            code.invokestatic(CLOCKS, wait, call.typeSymbol().insertParameterTypes(0, at));
        } else if (isNewFormat(owner, name) && call.opcode() == Opcode.INVOKESPECIAL) {
            code.with(element);
            code.dup(); // `new` has left it there
            code.invokestatic(
                    CLOCKS,
                    "inZone",
                    MethodTypeDesc.of(ConstantDescs.CD_void, call.owner().asSymbol()));
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
