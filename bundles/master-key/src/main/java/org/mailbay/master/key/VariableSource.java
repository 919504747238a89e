package org.mailbay.master.key;

import java.io.IOException;
import java.util.Map;

/** A variable of the process's environment. It cannot change while the process runs. */
record VariableSource(String variable, Map<String, String> environment) implements KeySource {
    @Override
    public String name() {
        return "environment variable " + variable;
    }

    @Override
    public String read() throws IOException {
        String value = environment.get(variable);
        if (value == null) {
            throw new IOException("it is not set");
        }
        return value;
    }
}
