package org.mailbay.checks;

/** One breach of the law: where it is, which rule it breaks, what to do about it. */
record Finding(String file, String rule, String remedy) {

    @Override
    public String toString() {
        return file + ": [" + rule + "] " + remedy;
    }
}
