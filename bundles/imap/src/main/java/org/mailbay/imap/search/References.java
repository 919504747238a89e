package org.mailbay.imap.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.search.HeaderKeys.Ties;

/**
 * Threads by references (RFC 5256 §3, REFERENCES). One use.
 *
 * <p>A node is a message, or an id that messages refer to: the first nodes are the messages found. No step recurs, since a thread can be as
 * deep as a mailbox is large.
 */
final class References {
    private static final int NONE = -1;

    /** Steps upwards in all: more than any honest mailbox takes. What would go on after them is not linked. */
    private static final long MOST_STEPS = 20_000_000;

    private final int[] positions;
    private final long[] sent;
    private final Ties[] ties;
    private final Map<String, Integer> nodes = new HashMap<>();
    private int[] parent;
    private int[] childCount;
    private int count;
    private long steps;

    /** After pruning: children of nodes, and of what begins a thread. */
    private final List<List<Integer>> children = new ArrayList<>();

    private List<Integer> roots = new ArrayList<>();

    /** @param sent when each was, in seconds */
    References(int[] positions, long[] sent, Ties[] ties) {
        this.positions = positions;
        this.sent = sent;
        this.ties = ties;
        count = positions.length;
        parent = new int[Math.max(16, 2 * count)];
        childCount = new int[parent.length];
        Arrays.fill(parent, NONE);
    }

    Forest byReferences() {
        link();
        prune();
        sortRoots();
        gather();
        return forest();
    }

    Forest byReferencesOnly() {
        link();
        prune();
        Forest forest = forest();
        long[] newest = newest(forest);
        Comparator<Integer> byNewest =
                Comparator.<Integer>comparingLong(node -> newest[node]).thenComparing(byDate(forest.children()));
        return new Forest(forest.messages(), Forest.sorted(forest.roots(), byNewest), forest.children());
    }

    private boolean isMissing(int node) {
        return node >= positions.length;
    }

    private int node(String id) {
        Integer known = nodes.get(id);
        return known != null ? known : add(id);
    }

    private int add(@Nullable String id) {
        if (count == parent.length) {
            parent = Arrays.copyOf(parent, 2 * count);
            Arrays.fill(parent, count, parent.length, NONE);
            childCount = Arrays.copyOf(childCount, parent.length);
        }
        if (id != null) {
            nodes.put(id, count);
        }
        return count++;
    }

    /** RFC 5256 §3, step 1. */
    private void link() {
        // The first message of an id has it; another one has an id of its own
        for (int i = 0; i < positions.length; i++) {
            if (ties[i].id() != null) {
                nodes.putIfAbsent(ties[i].id(), i);
            }
        }
        for (int i = 0; i < positions.length; i++) {
            int before = NONE;
            for (String id : ties[i].references()) {
                int next = node(id);
                // Step 1 (A): what is linked stays so
                if (before != NONE && parent[next] == NONE) {
                    join(before, next);
                }
                before = next;
            }
            // Step 1 (B): what the message itself says of its parent counts
            if (parent[i] != NONE && parent[i] != before) {
                childCount[parent[i]]--;
                parent[i] = NONE;
            }
            if (before != NONE && parent[i] == NONE) {
                join(before, i);
            }
        }
    }

    /** Unless that made a circle. */
    private void join(int above, int below) {
        if (above == below || childCount[below] > 0 && isAbove(below, above)) {
            return;
        }
        parent[below] = above;
        childCount[above]++;
    }

    private boolean isAbove(int node, int below) {
        for (int at = below; at != NONE; at = parent[at]) {
            if (at == node || ++steps > MOST_STEPS) {
                return true;
            }
        }
        return false;
    }

    /** RFC 5256 §3, steps 2 and 3: what is missing goes, unless it begins a thread of several. */
    private void prune() {
        int[] above = new int[count];
        Arrays.fill(above, NONE - 1);
        int[] path = new int[count];
        for (int node = 0; node < count; node++) {
            children.add(new ArrayList<>(0));
            // The nearest message above, or else the outermost node
            int length = 0;
            int at = node;
            while (above[at] < NONE) {
                path[length++] = at;
                int up = parent[at];
                if (up == NONE) {
                    above[at] = NONE;
                } else if (!isMissing(up)) {
                    above[at] = up;
                } else {
                    at = up;
                }
            }
            for (int i = length - 1; i >= 0; i--) {
                if (above[path[i]] < NONE) {
                    int up = parent[path[i]];
                    above[path[i]] = above[up] == NONE ? up : above[up];
                }
            }
        }
        for (int node = 0; node < positions.length; node++) {
            if (above[node] != NONE) {
                children.get(above[node]).add(node);
            }
        }
        for (int node = 0; node < count; node++) {
            List<Integer> below = children.get(node);
            if (!isMissing(node) && above[node] == NONE) {
                roots.add(node);
            } else if (isMissing(node) && below.size() == 1) {
                roots.add(below.getFirst());
                children.set(node, List.of());
            } else if (isMissing(node) && below.size() > 1) {
                roots.add(node);
            }
        }
    }

    /** RFC 5256 §3, step 4: what is missing counts as its first child. */
    private void sortRoots() {
        for (int root : roots) {
            if (isMissing(root)) {
                children.get(root).sort(byDate());
            }
        }
        roots.sort(Comparator.comparing(this::first, byDate()));
    }

    private int first(int root) {
        return isMissing(root) ? children.get(root).getFirst() : root;
    }

    /** By date, those of the same by their place in the mailbox: nodes of messages ascend with it. */
    private Comparator<Integer> byDate() {
        return Comparator.<Integer>comparingLong(node -> sent[node]).thenComparing(Comparator.naturalOrder());
    }

    private Comparator<Integer> byDate(List<int[]> below) {
        return Comparator.comparing(node -> isMissing(node) ? below.get(node)[0] : node, byDate());
    }

    /** RFC 5256 §3, step 5: threads of one subject become one. */
    private void gather() {
        Map<String, Integer> bySubject = new HashMap<>();
        for (int root : roots) {
            BaseSubject subject = subject(root);
            if (subject.key().isEmpty()) {
                continue;
            }
            Integer known = bySubject.get(subject.key());
            // Step 5 (B): what is missing, and what is no reply, is rather the first
            if (known == null || !isMissing(known) && (isMissing(root) || isReply(known) && !subject.isReply())) {
                bySubject.put(subject.key(), root);
            }
        }
        List<Integer> left = new ArrayList<>();
        Map<Integer, Integer> replaced = new HashMap<>();
        for (int root : roots) {
            String subject = subject(root).key();
            int first = subject.isEmpty() ? root : bySubject.get(subject);
            if (first == root) {
                left.add(root);
            } else {
                merge(root, first, subject, bySubject, replaced);
            }
        }
        left.replaceAll(root -> replaced.getOrDefault(root, root));
        roots = left;
    }

    private BaseSubject subject(int root) {
        return ties[first(root)].subject();
    }

    private boolean isReply(int node) {
        return !isMissing(node) && ties[node].subject().isReply();
    }

    /** Step 5 (C). */
    private void merge(
            int root, int first, String subject, Map<String, Integer> bySubject, Map<Integer, Integer> replaced) {
        if (isMissing(first) && isMissing(root)) {
            children.get(first).addAll(children.get(root));
            children.set(root, List.of());
        } else if (isMissing(first) || isReply(root) && !isReply(first)) {
            children.get(first).add(root);
        } else {
            int both = add(null);
            children.add(new ArrayList<>(List.of(first, root)));
            bySubject.put(subject, both);
            replaced.put(first, both);
        }
    }

    /** RFC 5256 §3, step 6: all siblings by date. */
    private Forest forest() {
        List<int[]> sorted = new ArrayList<>(count);
        for (List<Integer> below : children) {
            int[] nodes = below.stream().mapToInt(Integer::intValue).toArray();
            sorted.add(nodes);
        }
        sorted.replaceAll(nodes -> Forest.sorted(nodes, byDate()));
        int[] messages = new int[count];
        Arrays.setAll(messages, node -> isMissing(node) ? Forest.MISSING : positions[node]);
        int[] first = roots.stream().mapToInt(Integer::intValue).toArray();
        return new Forest(messages, Forest.sorted(first, byDate(sorted)), sorted);
    }

    /** The date of the newest message in each thread, by its first node. */
    private long[] newest(Forest forest) {
        long[] newest = new long[forest.messages().length];
        int[] stack = new int[newest.length + 1];
        for (int root : forest.roots()) {
            int depth = 0;
            stack[depth++] = root;
            newest[root] = Long.MIN_VALUE;
            while (depth > 0) {
                int node = stack[--depth];
                if (!isMissing(node)) {
                    newest[root] = Math.max(newest[root], sent[node]);
                }
                for (int child : forest.children().get(node)) {
                    stack[depth++] = child;
                }
            }
        }
        return newest;
    }
}
