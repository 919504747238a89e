package org.mailbay.store.engine.image;

import java.io.IOException;
import java.util.Arrays;

/** A persistent list of bit sets by small number; a change copies 64 entries and the list of nodes. */
final class Vec {
    static final Vec EMPTY = new Vec(new Bits[0][]);
    private static final int NODE = 64;

    private final Bits[][] nodes;

    private Vec(Bits[][] nodes) {
        this.nodes = nodes;
    }

    Bits get(int index) {
        int node = index / NODE;
        return index < 0 || node >= nodes.length ? Bits.EMPTY : nodes[node][index % NODE];
    }

    Vec with(int index, Bits bits) {
        int node = index / NODE;
        Bits[][] copy = Arrays.copyOf(nodes, Math.max(nodes.length, node + 1));
        for (int i = nodes.length; i < copy.length; i++) {
            copy[i] = new Bits[NODE];
            Arrays.fill(copy[i], Bits.EMPTY);
        }
        if (node < nodes.length) {
            copy[node] = nodes[node].clone();
        }
        copy[node][index % NODE] = bits;
        return new Vec(copy);
    }

    long footprint() {
        long bytes = 16;
        for (Bits[] node : nodes) {
            bytes += 16 + 4 * NODE;
            for (Bits bits : node) {
                bytes += bits == Bits.EMPTY ? 0 : bits.footprint();
            }
        }
        return bytes;
    }

    void write(ImageWriter out) throws IOException {
        int count = 0;
        for (Bits[] node : nodes) {
            for (Bits bits : node) {
                count += bits.size() > 0 ? 1 : 0;
            }
        }
        out.count(count);
        for (int i = 0; i < nodes.length * NODE; i++) {
            if (get(i).size() > 0) {
                get(i).write(out.count(i));
            }
        }
    }

    static Vec read(ImageReader in) throws IOException {
        Vec vec = EMPTY;
        for (int count = in.count(); count > 0; count--) {
            vec = vec.with(in.count(), Bits.read(in));
        }
        return vec;
    }
}
