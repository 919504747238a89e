package org.mailbay.imap.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.search.HeaderKeys.Ties;

/** REFERENCES of RFC 5256 §3, step by step as it stands there. */
final class NaiveThreads {
    /** A message, or an id that one refers to. */
    private static final class Node {
        @Nullable
        Node parent;

        final List<Node> children = new ArrayList<>();
        int message = -1;

        boolean has(Node other) {
            return this == other || children.stream().anyMatch(child -> child.has(other));
        }

        void under(Node above) {
            if (!has(above)) {
                parent = above;
                above.children.add(this);
            }
        }

        void cut() {
            if (parent != null) {
                parent.children.remove(this);
                parent = null;
            }
        }
    }

    private final Ties[] messages;
    private final long[] sent;
    private final Map<String, Node> ids = new LinkedHashMap<>();
    private final List<Node> all = new ArrayList<>();
    private List<Node> roots = new ArrayList<>();

    NaiveThreads(Ties[] messages, long[] sent) {
        this.messages = messages;
        this.sent = sent;
    }

    private Node node(String id) {
        return ids.computeIfAbsent(id, _ -> {
            Node fresh = new Node();
            all.add(fresh);
            return fresh;
        });
    }

    String threads() {
        Node[] own = new Node[messages.length];
        for (int i = 0; i < messages.length; i++) {
            String id = messages[i].id();
            Node node = id == null ? null : ids.get(id);
            if (node == null || node.message >= 0) {
                node = new Node();
                all.add(node);
                if (id != null && !ids.containsKey(id)) {
                    ids.put(id, node);
                }
            }
            node.message = i;
            own[i] = node;
        }
        for (int i = 0; i < messages.length; i++) {
            Node before = null;
            for (String id : messages[i].references()) {
                Node next = node(id);
                if (before != null && next.parent == null) {
                    next.under(before);
                }
                before = next;
            }
            if (own[i].parent != before) {
                own[i].cut();
                if (before != null) {
                    own[i].under(before);
                }
            }
        }
        all.stream().filter(node -> node.parent == null).forEach(roots::add);
        roots = pruned(roots, true);
        roots.forEach(root -> {
            if (root.message < 0) {
                root.children.sort(byDate());
            }
        });
        roots.sort(byDate());
        bySubject();
        roots.forEach(this::sort);
        roots.sort(byDate());
        StringBuilder text = new StringBuilder();
        roots.forEach(root -> text.append('(').append(told(root)).append(')'));
        return text.toString();
    }

    private List<Node> pruned(List<Node> nodes, boolean top) {
        List<Node> left = new ArrayList<>();
        for (Node node : nodes) {
            List<Node> below = pruned(node.children, false);
            node.children.clear();
            node.children.addAll(below);
            if (node.message >= 0 || top && below.size() > 1) {
                left.add(node);
            } else {
                left.addAll(below);
            }
        }
        return left;
    }

    private int first(Node node) {
        return node.message >= 0 ? node.message : node.children.getFirst().message;
    }

    private Comparator<Node> byDate() {
        return Comparator.<Node>comparingLong(node -> sent[first(node)]).thenComparing(this::first);
    }

    private boolean isReply(Node node) {
        return node.message >= 0 && messages[node.message].subject().isReply();
    }

    private void bySubject() {
        Map<String, Node> table = new LinkedHashMap<>();
        for (Node root : roots) {
            String subject = messages[first(root)].subject().key();
            Node there = table.get(subject);
            boolean reply = messages[first(root)].subject().isReply();
            if (!subject.isEmpty()
                    && (there == null || there.message >= 0 && (root.message < 0 || isReply(there) && !reply))) {
                table.put(subject, root);
            }
        }
        for (Node root : List.copyOf(roots)) {
            String subject = messages[first(root)].subject().key();
            Node there = table.get(subject);
            if (subject.isEmpty() || there == root || there == null) {
                continue;
            }
            roots.remove(root);
            if (there.message < 0 && root.message < 0) {
                there.children.addAll(root.children);
            } else if (there.message < 0 || isReply(root) && !isReply(there)) {
                there.children.add(root);
            } else {
                Node both = new Node();
                both.children.addAll(List.of(there, root));
                roots.set(roots.indexOf(there), both);
                table.put(subject, both);
            }
        }
    }

    private void sort(Node node) {
        node.children.forEach(this::sort);
        node.children.sort(byDate());
    }

    private String told(Node node) {
        StringBuilder text = new StringBuilder(node.message < 0 ? "" : String.valueOf(node.message + 1));
        if (node.children.size() == 1 && node.message >= 0) {
            return text.append(' ').append(told(node.children.getFirst())).toString();
        }
        text.append(node.children.isEmpty() || node.message < 0 ? "" : " ");
        node.children.forEach(child -> text.append('(').append(told(child)).append(')'));
        return text.toString();
    }
}
