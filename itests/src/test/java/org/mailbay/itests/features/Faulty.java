package org.mailbay.itests.features;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/** Breaks a method of a bundle: it throws whenever it is called. */
final class Faulty {
    private Faulty() {}

    /** Copies {@code jar}, with a fault, into {@code folder}. */
    static Path of(Path jar, String type, String method, Path folder) throws IOException {
        Path to = Files.createDirectories(folder).resolve("faulty-" + jar.getFileName());
        String path = type.replace('.', '/') + ".class";
        try (JarFile from = new JarFile(jar.toFile());
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(to), from.getManifest())) {
            for (var entry : from.stream().toList()) {
                if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    continue;
                }
                out.putNextEntry(new ZipEntry(entry.getName()));
                try (InputStream in = from.getInputStream(entry)) {
                    byte[] bytes = in.readAllBytes();
                    out.write(entry.getName().equals(path) ? broken(bytes, method) : bytes);
                }
                out.closeEntry();
            }
        }
        return to;
    }

    private static byte[] broken(byte[] bytes, String method) {
        ClassDesc thrown = ClassDesc.of("java.lang.IllegalStateException");
        ClassFile file = ClassFile.of(ClassFile.DeadCodeOption.PATCH_DEAD_CODE);
        return file.transformClass(
                file.parse(bytes),
                ClassTransform.transformingMethodBodies(
                        model -> model.methodName().equalsString(method),
                        java.lang.classfile.CodeTransform.ofStateful(() -> (code, element) -> {
                                    // nothing of the old body stays
                                })
                                .andThen(java.lang.classfile.CodeTransform.endHandler(code -> code.new_(thrown)
                                        .dup()
                                        .invokespecial(
                                                thrown,
                                                ConstantDescs.INIT_NAME,
                                                MethodTypeDesc.of(ConstantDescs.CD_void))
                                        .athrow()))));
    }
}
