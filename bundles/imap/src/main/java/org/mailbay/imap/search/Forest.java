package org.mailbay.imap.search;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.mailbay.imap.grammar.Out;

/**
 * Threads: trees of messages, by node.
 *
 * @param messages by node, the position of the message in the mailbox; -1 for one that is missing, which only begins threads
 * @param roots the nodes that begin threads, in order
 * @param children by node, in order
 */
public record Forest(int[] messages, int[] roots, List<int[]> children) {
    static final int MISSING = -1;
    static final int[] NONE = {};

    /** Nodes in an order of their own. */
    static int[] sorted(int[] nodes, Comparator<Integer> order) {
        return nodes.length < 2
                ? nodes
                : Arrays.stream(nodes)
                        .boxed()
                        .sorted(order)
                        .mapToInt(Integer::intValue)
                        .toArray();
    }

    /** Writes them as THREAD has them (RFC 5256 §4), without recursion: threads can be as deep as a mailbox is large. */
    void write(Out out, Scope scope, boolean uid) {
        int[] path = new int[messages.length + 1];
        int[] next = new int[messages.length + 1];
        for (int root : roots) {
            int depth = 0;
            path[0] = root;
            next[0] = 0;
            out.raw('(');
            tell(out, scope, uid, root);
            while (depth >= 0) {
                int node = path[depth];
                int[] below = children.get(node);
                if (next[depth] == below.length) {
                    depth--;
                    // A list of siblings has parentheses around each, and what begins a thread has them anyway.
                    if (depth >= 0 && (isForked(path[depth]))) {
                        out.raw(')');
                    }
                    continue;
                }
                int child = below[next[depth]++];
                if (isForked(node)) {
                    if (next[depth] == 1 && messages[node] != MISSING) {
                        out.raw(' ');
                    }
                    out.raw('(');
                } else {
                    out.raw(' ');
                }
                tell(out, scope, uid, child);
                path[++depth] = child;
                next[depth] = 0;
            }
            out.raw(')');
        }
    }

    private boolean isForked(int node) {
        return children.get(node).length > 1 || messages[node] == MISSING;
    }

    private void tell(Out out, Scope scope, boolean uid, int node) {
        if (messages[node] != MISSING) {
            out.number(uid ? scope.uids()[messages[node]] : messages[node] + 1L);
        }
    }
}
