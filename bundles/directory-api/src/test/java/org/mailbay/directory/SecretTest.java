package org.mailbay.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void isEqualToItsLikeAndShowsNothing() {
        assertThat(Secret.of("a")).isEqualTo(Secret.of("a")).isNotEqualTo(Secret.of("b"));
        assertThat(Secret.of("secret").toString()).doesNotContain("secret");
        assertThatThrownBy(() -> Secret.of("x".repeat(1025))).isInstanceOf(IllegalArgumentException.class);
    }

    /** A clock in a test would say something else each time; the calls of the method do not. */
    @Test
    void isComparedInATimeThatTellsNothing() throws IOException {
        byte[] code;
        try (InputStream in = Objects.requireNonNull(Secret.class.getResourceAsStream("Secret.class"))) {
            code = in.readAllBytes();
        }
        MethodModel equals = ClassFile.of().parse(code).methods().stream()
                .filter(method -> method.methodName().equalsString("equals"))
                .findFirst()
                .orElseThrow();
        List<String> calls = equals.code()
                .orElseThrow()
                .elementStream()
                .filter(InvokeInstruction.class::isInstance)
                .map(InvokeInstruction.class::cast)
                .map(call -> call.owner().asInternalName() + "." + call.name().stringValue())
                .filter(call -> !call.endsWith(".getBytes"))
                .toList();
        assertThat(calls).containsExactly("java/security/MessageDigest.isEqual");
    }
}
