package org.mailbay.checks;

import java.lang.classfile.Attributes;
import java.lang.classfile.attribute.SignatureAttribute;
import java.lang.module.ModuleFinder;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** No third party's type in what a bundle exports, except Jackson's in {@code jmap-api}. */
final class ExportedTypesRule implements Rule {

    private static final Set<String> JDK = ModuleFinder.ofSystem().findAll().stream()
            .flatMap(m -> m.descriptor().packages().stream())
            .collect(Collectors.toUnmodifiableSet());

    @Override
    public String name() {
        return "exported-types";
    }

    @Override
    public List<Finding> check(House house) {
        var findings = new ArrayList<Finding>();
        for (var room : house.rooms()) {
            if (room.kind() == Kind.TEST) {
                continue; // what tests are built with speaks JUnit
            }
            for (var compiled : room.classes()) {
                if (!room.exports().contains(compiled.inPackage())) {
                    continue;
                }
                for (var type : visibleTypes(compiled)) {
                    if (!allowed(room, Compiled.packageOf(type))) {
                        findings.add(finding(
                                room.folder() + " " + compiled.name().replace('/', '.'),
                                "shows " + type.replace('/', '.') + " to callers: wrap it in a type of our own"));
                    }
                }
            }
        }
        return findings;
    }

    private static boolean allowed(Room room, String pkg) {
        return JDK.contains(pkg)
                || pkg.startsWith("org.mailbay.")
                || pkg.startsWith("org.osgi.")
                || pkg.equals("org.jspecify.annotations")
                || room.name().equals("jmap-api")
                        && (pkg.startsWith("tools.jackson.") || pkg.equals("com.fasterxml.jackson.annotation"));
    }

    /** Every type that code outside the package can meet in this class. */
    private static Set<String> visibleTypes(Compiled compiled) {
        var model = compiled.model();
        var types = new TreeSet<String>();
        if (!visible(model.flags().flags())) {
            return types;
        }
        model.superclass().ifPresent(s -> types.add(s.asInternalName()));
        model.interfaces().forEach(i -> types.add(i.asInternalName()));
        types.addAll(signature(model.findAttribute(Attributes.signature())));
        for (var field : model.fields()) {
            if (visible(field.flags().flags())) {
                types.addAll(Compiled.typesIn(field.fieldType().stringValue()));
                types.addAll(signature(field.findAttribute(Attributes.signature())));
            }
        }
        for (var method : model.methods()) {
            if (visible(method.flags().flags())) {
                types.addAll(Compiled.typesIn(method.methodType().stringValue()));
                types.addAll(signature(method.findAttribute(Attributes.signature())));
                method.findAttribute(Attributes.exceptions())
                        .ifPresent(e -> e.exceptions().forEach(x -> types.add(x.asInternalName())));
            }
        }
        return types;
    }

    private static Set<String> signature(Optional<SignatureAttribute> attribute) {
        return attribute.map(s -> Compiled.typesIn(s.signature().stringValue())).orElse(Set.of());
    }

    private static boolean visible(Set<AccessFlag> flags) {
        return flags.contains(AccessFlag.PUBLIC) || flags.contains(AccessFlag.PROTECTED);
    }
}
