package org.mailbay.itests.plugins;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.mailbay.itests.server.Server;

/** A bundle made of a few lines of source: one class, one component. Everything about it may be wrong. */
public final class Plugin {
    /** Its class. */
    static final String TYPE = "com.example.bad.Bad";

    private final Map<String, String> headers = new LinkedHashMap<>();
    private final String source;
    private String provides = "java.lang.Runnable";
    private String references = "";
    private String properties = "";
    private @Nullable String omitted;

    /** @param body of the class {@code Bad implements Runnable}, but for {@code run} */
    public Plugin(String name, String body) {
        this(name, "Runnable", "public void run() {}\n" + body);
    }

    /** @param type that the class implements */
    public Plugin(String name, String type, String body) {
        source = "package com.example.bad;\npublic class Bad implements " + type + " {\n" + body
                + "\n  public static class Absent { public static void touch() {} }\n}\n";
        headers.put("Bundle-ManifestVersion", "2");
        headers.put("Bundle-SymbolicName", "com.example." + name);
        headers.put("Bundle-Version", "1.0.0");
        headers.put("Service-Component", "OSGI-INF/bad.xml");
    }

    /** With a header, or, when {@code value} is empty, without. */
    public Plugin header(String name, String value) {
        if (value.isEmpty()) {
            headers.remove(name);
        } else {
            headers.put(name, value);
        }
        return this;
    }

    public Plugin provides(String service) {
        provides = service;
        return this;
    }

    public Plugin property(String name, String type, String value) {
        properties += "<property name=\"" + name + "\" type=\"" + type + "\" value=\"" + value + "\"/>\n";
        return this;
    }

    Plugin needs(String service) {
        references += "<reference name=\"wanted\" interface=\"" + service + "\" bind=\"bind\"/>\n";
        return this;
    }

    /** Without one of its classes. */
    Plugin without(String nested) {
        omitted = "Bad$" + nested + ".class";
        return this;
    }

    private String component() {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.4.0\" name=\"" + TYPE
                + "\" immediate=\"true\"" + method("activate", "start") + method("deactivate", "stop") + ">\n"
                + properties
                + "<implementation class=\"" + TYPE
                + "\"/>\n<service><provide interface=\"" + provides + "\"/></service>\n" + references
                + "</scr:component>\n";
    }

    private String method(String when, String name) {
        return source.contains(" void " + name + "()") ? " " + when + "=\"" + name + "\"" : "";
    }

    /** The jar, unsigned. */
    public Path jar(Path folder) throws IOException {
        Path classes = compile(Files.createTempDirectory(folder, "classes"));
        Path jar = folder.resolve(headers.get("Bundle-SymbolicName") + "-" + headers.get("Bundle-Version") + ".jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach(manifest.getMainAttributes()::putValue);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest);
                Stream<Path> compiled = Files.walk(classes)) {
            for (Path type : compiled.filter(Files::isRegularFile).toList()) {
                if (!type.getFileName().toString().equals(omitted)) {
                    put(out, classes.relativize(type).toString(), Files.readAllBytes(type));
                }
            }
            put(out, "OSGI-INF/bad.xml", component().getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    private static void put(JarOutputStream out, String name, byte[] bytes) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(bytes);
        out.closeEntry();
    }

    private Path compile(Path folder) throws IOException {
        Path file = folder.resolveSibling(folder.getFileName() + "-source").resolve("Bad.java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        String path;
        try (Stream<Path> jars = Stream.of("bundles", "lib").flatMap(Plugin::jars)) {
            path = jars.map(Path::toString).collect(Collectors.joining(System.getProperty("path.separator")));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        boolean works = compiler.getTask(
                        said,
                        null,
                        null,
                        List.of("-d", folder.toString(), "-cp", path, "-proc:none"),
                        null,
                        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)
                                .getJavaFileObjects(file))
                .call();
        if (!works) {
            throw new IOException(said.toString());
        }
        return folder;
    }

    private static Stream<Path> jars(String folder) {
        try {
            return Files.list(Server.home().resolve(folder));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
