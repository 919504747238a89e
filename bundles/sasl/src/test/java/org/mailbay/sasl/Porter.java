package org.mailbay.sasl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A door with users in memory. */
final class Porter implements Door<String> {
    private static final byte[] KEY = new byte[32];

    final Map<String, String> passwords = new HashMap<>();
    final Map<String, ScramVerifier> verifiers = new HashMap<>();
    final List<String> asked = new ArrayList<>();

    Porter with(String name, String password) {
        passwords.put(name, password);
        for (ScramHash hash : ScramHash.values()) {
            verifiers.put(name + hash, ScramVerifier.of(hash, password, new Random(1)));
        }
        return this;
    }

    private static Answer<String> answer(String name, boolean right) {
        return right ? new Answer.In<>(name) : new Answer.Wrong<>();
    }

    @Override
    public Answer<String> password(String name, String password) {
        asked.add(name);
        return answer(name, password.equals(passwords.get(name)));
    }

    @Override
    public Answer<String> token(String token) {
        return answer("alice", token.equals("mF_9.B5f-4.1JqM"));
    }

    @Override
    public ScramVerifier verifier(String name, ScramHash hash) {
        return verifiers.getOrDefault(name + hash, ScramVerifier.madeUp(hash, KEY, name));
    }

    @Override
    public Answer<String> scram(String name, ScramHash hash, ScramVerifier verifier, boolean isProven) {
        asked.add(name + ' ' + isProven);
        return answer(name, isProven && verifier.equals(verifiers.get(name + hash)));
    }

    @Override
    public boolean mayActAs(String who, String name) {
        return who.equals(name);
    }
}
