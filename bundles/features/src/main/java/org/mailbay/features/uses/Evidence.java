package org.mailbay.features.uses;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the files of a bundle show that it uses: classes and methods named in constant pools, references of its components.
 *
 * <p>As far as can be told: who hides behind reflection shows {@code reflection}. Not safe for threads.
 */
public final class Evidence {
    private static final int MOST_NESTED_BYTES = 64 << 20;
    private static final String ANY = "*";

    /** Class or package (with a slash at its end), members or {@code *}, what it means. */
    private record Sign(String owner, Set<String> members, String word) {
        boolean matches(String type, String member) {
            boolean named = owner.endsWith("/") ? type.startsWith(owner) : type.equals(owner);
            return named && (members.contains(ANY) || members.contains(member));
        }
    }

    private static Sign sign(String word, String owner, String... members) {
        return new Sign(owner, members.length == 0 ? Set.of(ANY) : Set.of(members), word);
    }

    private static final String SOCKETS = "sockets";
    private static final String FILES = "files";
    private static final String THREADS = "threads";
    private static final String REFLECTION = "reflection";
    private static final String FRAMEWORK = "framework";
    private static final List<Sign> SIGNS = List.of(
            sign(SOCKETS, "java/net/Socket"),
            sign(SOCKETS, "java/net/ServerSocket"),
            sign(SOCKETS, "java/net/DatagramSocket"),
            sign(SOCKETS, "java/net/MulticastSocket"),
            sign(SOCKETS, "java/net/URLConnection"),
            sign(SOCKETS, "java/net/HttpURLConnection"),
            sign(SOCKETS, "java/net/URL", "openConnection", "openStream", "getContent"),
            sign(SOCKETS, "java/net/InetAddress", "getByName", "getAllByName", "getLocalHost", "isReachable"),
            sign(SOCKETS, "java/net/http/"),
            sign(SOCKETS, "java/nio/channels/SocketChannel"),
            sign(SOCKETS, "java/nio/channels/ServerSocketChannel"),
            sign(SOCKETS, "java/nio/channels/DatagramChannel"),
            sign(SOCKETS, "java/nio/channels/AsynchronousSocketChannel"),
            sign(SOCKETS, "java/nio/channels/AsynchronousServerSocketChannel"),
            sign(SOCKETS, "javax/net/"),
            sign(SOCKETS, "java/rmi/"),
            sign(SOCKETS, "javax/naming/"),
            sign(SOCKETS, "io/netty/"),
            sign(FILES, "java/nio/file/Files"),
            sign(FILES, "java/nio/file/spi/"),
            sign(FILES, "java/io/File"),
            sign(FILES, "java/io/FileInputStream"),
            sign(FILES, "java/io/FileOutputStream"),
            sign(FILES, "java/io/FileReader"),
            sign(FILES, "java/io/FileWriter"),
            sign(FILES, "java/io/RandomAccessFile"),
            sign(FILES, "java/nio/channels/FileChannel"),
            sign(FILES, "java/nio/channels/AsynchronousFileChannel"),
            sign(FILES, "java/util/zip/ZipFile"),
            sign(FILES, "java/util/jar/JarFile"),
            sign(FILES, "org/osgi/framework/BundleContext", "getDataFile"),
            sign(THREADS, "java/lang/Thread", "<init>", "start", "ofVirtual", "ofPlatform", "startVirtualThread"),
            sign(THREADS, "java/lang/Thread$Builder", "start", "unstarted", "factory"),
            sign(THREADS, "java/lang/Thread$Builder$OfVirtual", "start", "unstarted", "factory"),
            sign(THREADS, "java/lang/Thread$Builder$OfPlatform", "start", "unstarted", "factory"),
            sign(THREADS, "java/util/concurrent/Executors"),
            sign(THREADS, "java/util/concurrent/ThreadPoolExecutor"),
            sign(THREADS, "java/util/concurrent/ScheduledThreadPoolExecutor"),
            sign(THREADS, "java/util/concurrent/ForkJoinPool"),
            sign(THREADS, "java/util/Timer"),
            sign("processes", "java/lang/ProcessBuilder"),
            sign("processes", "java/lang/ProcessHandle"),
            sign("processes", "java/lang/Runtime", "exec", "halt", "exit", "addShutdownHook"),
            sign("processes", "java/lang/System", "exit"),
            sign("native", "java/lang/System", "load", "loadLibrary"),
            sign("native", "java/lang/Runtime", "load", "loadLibrary"),
            sign("native", "java/lang/foreign/Linker"),
            sign("native", "java/lang/foreign/SymbolLookup"),
            sign("native", "sun/misc/Unsafe"),
            sign("native", "com/sun/jna/"),
            sign(REFLECTION, "java/lang/reflect/Method", "invoke"),
            sign(REFLECTION, "java/lang/reflect/Constructor", "newInstance"),
            sign(REFLECTION, "java/lang/reflect/AccessibleObject"),
            sign(REFLECTION, "java/lang/Class", "forName"),
            sign(REFLECTION, "java/lang/ClassLoader", "<init>", "loadClass", "defineClass"),
            sign(REFLECTION, "java/net/URLClassLoader"),
            sign(REFLECTION, "java/lang/invoke/MethodHandles$Lookup", "findVirtual", "findStatic", "findConstructor"),
            sign(REFLECTION, "java/lang/invoke/MethodHandles$Lookup", "defineClass", "defineHiddenClass"),
            sign(REFLECTION, "java/io/ObjectInputStream"),
            sign(FRAMEWORK, "org/osgi/framework/Bundle", "start", "stop", "update", "uninstall", "adapt"),
            sign(FRAMEWORK, "org/osgi/framework/BundleContext", "installBundle", "getBundles"),
            sign(FRAMEWORK, "org/osgi/framework/hooks/"),
            sign(FRAMEWORK, "org/osgi/framework/launch/"),
            sign(FRAMEWORK, "org/osgi/service/cm/ConfigurationAdmin"),
            sign(FRAMEWORK, "javax/management/"),
            sign("tables", "org/mailbay/store/Room"));
    private static final Set<String> LOOKUPS =
            Set.of("getServiceReference", "getServiceReferences", "getAllServiceReferences", "getService");
    private static final Pattern REFERENCE = Pattern.compile("<reference\\b[^>]*?\\binterface\\s*=\\s*\"([^\"]+)\"");
    private static final Pattern PROVIDE = Pattern.compile("<provide\\b[^>]*?\\binterface\\s*=\\s*\"([^\"]+)\"");

    private final Map<String, String> found = new TreeMap<>();
    private final Set<String> offers = new TreeSet<>();

    /**
     * Looks at one file of the bundle.
     *
     * @throws IOException when it is a class or jar, and cannot be read as one
     */
    public void look(String path, byte[] bytes) throws IOException {
        if (path.endsWith(".class")) {
            type(path, bytes);
        } else if (path.endsWith(".jar")) {
            nested(path, bytes);
        } else if (path.startsWith("OSGI-INF/") && path.endsWith(".xml")) {
            component(path, new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    /** Words, with a place that shows it. */
    public Map<String, String> found() {
        return Map.copyOf(found);
    }

    /** The same without the places. */
    public Uses uses() {
        return new Uses(found.keySet());
    }

    /** The interfaces of the services that its components offer. */
    public Set<String> offers() {
        return Set.copyOf(offers);
    }

    private void component(String path, String xml) {
        Matcher reference = REFERENCE.matcher(xml);
        while (reference.find()) {
            found.putIfAbsent("service:" + reference.group(1), path);
        }
        Matcher provide = PROVIDE.matcher(xml);
        while (provide.find()) {
            offers.add(provide.group(1));
        }
    }

    private void nested(String path, byte[] bytes) throws IOException {
        long left = MOST_NESTED_BYTES;
        try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(bytes), false)) {
            for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
                if (entry.getName().endsWith(".class")) {
                    byte[] content = jar.readNBytes((int) left + 1);
                    left -= content.length;
                    if (left < 0) {
                        throw new IOException(path + " holds more than " + MOST_NESTED_BYTES + " bytes of classes");
                    }
                    type(path + "!" + entry.getName(), content);
                }
            }
        }
    }

    private void type(String path, byte[] bytes) throws IOException {
        try {
            for (PoolEntry entry : ClassFile.of().parse(bytes).constantPool()) {
                switch (entry) {
                    case MemberRefEntry member ->
                        note(
                                path,
                                member.owner().asInternalName(),
                                member.name().stringValue());
                    case ClassEntry type -> note(path, type.asInternalName(), ANY);
                    default -> {
                        // says nothing of what it uses
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(path + " is no class: " + e.getMessage(), e);
        }
    }

    private void note(String path, String owner, String member) {
        if (owner.equals("org/osgi/framework/BundleContext") && LOOKUPS.contains(member)) {
            found.putIfAbsent("service:org.*", path);
        }
        for (Sign sign : SIGNS) {
            if (!found.containsKey(sign.word()) && sign.matches(owner, member)) {
                found.put(
                        sign.word(),
                        path + " names " + owner.replace('/', '.') + (member.equals(ANY) ? "" : "." + member));
            }
        }
    }
}
