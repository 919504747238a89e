package org.mailbay.checks;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A class file, read: names are internal ({@code java/lang/String}), members are {@code owner.name(descriptor)}. */
record Compiled(Path file, ClassModel model, Set<String> types, Set<String> members) {

    private static final Pattern TYPE = Pattern.compile("L([\\w$]+(?:/[\\w$]+)+)[;<]");

    static Compiled read(Path file) throws IOException {
        var model = ClassFile.of().parse(file);
        var types = new TreeSet<String>();
        var members = new TreeSet<String>();
        for (var entry : model.constantPool()) {
            switch (entry) {
                case ClassEntry c when !c.asInternalName().startsWith("[") -> types.add(c.asInternalName());
                case MemberRefEntry m ->
                    members.add(m.owner().asInternalName() + "." + m.name().stringValue()
                            + m.type().stringValue());
                case Utf8Entry text -> types.addAll(typesIn(text.stringValue()));
                default -> {}
            }
        }
        return new Compiled(file, model, types, members);
    }

    /** The class names in a descriptor or generic signature. */
    static Set<String> typesIn(String descriptor) {
        var types = new TreeSet<String>();
        var matcher = TYPE.matcher(descriptor);
        while (matcher.find()) {
            types.add(matcher.group(1));
        }
        return types;
    }

    /** The package of an internal class name, with dots. */
    static String packageOf(String type) {
        return type.substring(0, Math.max(0, type.lastIndexOf('/'))).replace('/', '.');
    }

    String name() {
        return model.thisClass().asInternalName();
    }

    String inPackage() {
        return packageOf(name());
    }

    boolean isSubtypeOf(String type) {
        return model.superclass().map(s -> s.asInternalName().equals(type)).orElse(false)
                || model.interfaces().stream().anyMatch(i -> i.asInternalName().equals(type));
    }
}
