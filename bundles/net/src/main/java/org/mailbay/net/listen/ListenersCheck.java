package org.mailbay.net.listen;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.mailbay.net.handover.Post;
import org.mailbay.net.handover.Protocols;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Health: whether every configured listener listens, and has a protocol behind it. */
@Component(property = {"hc.name=Listeners", "hc.tags=mailbay", "hc.tags=net"})
public final class ListenersCheck implements HealthCheck {
    private final Board board;
    private final Protocols protocols;

    @Activate
    public ListenersCheck(@Reference Board board, @Reference Protocols protocols) {
        this.board = board;
        this.protocols = protocols;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        for (TcpListener listener : board.listeners()) {
            Post post = protocols.post(listener.current().protocol());
            if (!listener.trouble().isEmpty()) {
                log.critical("Listener {} does not listen: {}", listener.name(), listener.trouble());
            } else if (post.current() == null) {
                log.warn(
                        "Listener {} waits for protocol {}: {} connections parked",
                        listener.name(),
                        post.name(),
                        post.parked());
            } else if (listener.current().tls() != org.mailbay.net.Listener.Tls.NONE
                    && listener.tls().isEmpty()) {
                log.warn("Listener {} has no certificates", listener.name());
            } else {
                log.info("Listener {}: {} connections", listener.name(), listener.connections());
            }
        }
        if (board.listeners().isEmpty()) {
            log.warn("No listener is configured");
        }
        return new Result(log);
    }
}
