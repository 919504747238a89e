package org.mailbay.net.listen;

import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.net.handover.Protocols;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How many connections each listener has and had. */
@Component
public final class ListenerFigures implements MetricSource {
    private static final String LISTENER = "listener";

    private final Board board;
    private final Protocols protocols;

    @Activate
    public ListenerFigures(@Reference Board board, @Reference Protocols protocols) {
        this.board = board;
        this.protocols = protocols;
    }

    @Override
    public void measure(Metrics out) {
        for (TcpListener listener : board.listeners()) {
            String name = listener.name();
            Admission admission = listener.admission();
            out.gauge("mailbay_net_connections", "Connections that are open.", admission.total(), LISTENER, name);
            out.counter(
                    "mailbay_net_connections_total", "Connections let in.", admission.enteredEver(), LISTENER, name);
            out.counter(
                    "mailbay_net_connections_refused_total",
                    "Connections closed at once because of a limit.",
                    admission.refusedEver(),
                    LISTENER,
                    name);
            out.gauge(
                    "mailbay_net_connections_parked",
                    "Connections that wait for their protocol, of all listeners of that protocol.",
                    protocols.post(listener.current().protocol()).parked(),
                    LISTENER,
                    name);
            out.gauge(
                    "mailbay_net_listening",
                    "1 when the listener's sockets are bound.",
                    listener.trouble().isEmpty() ? 1 : 0,
                    LISTENER,
                    name);
        }
    }
}
