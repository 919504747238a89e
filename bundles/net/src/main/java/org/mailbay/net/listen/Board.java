package org.mailbay.net.listen;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Component;

/** The listeners that are configured, bound or not. */
@Component(service = Board.class)
public final class Board {
    private final Set<TcpListener> listeners = ConcurrentHashMap.newKeySet();

    void add(TcpListener listener) {
        listeners.add(listener);
    }

    void remove(TcpListener listener) {
        listeners.remove(listener);
    }

    List<TcpListener> listeners() {
        return listeners.stream()
                .sorted(Comparator.comparing(TcpListener::name))
                .toList();
    }
}
