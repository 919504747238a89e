package org.mailbay.http;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Component;

/** Takes requests that no other servlet takes, and leaves the answer to {@link Front}. */
@Component(
        service = Servlet.class,
        property = {
            "osgi.http.whiteboard.servlet.pattern=/*",
            "osgi.http.whiteboard.servlet.asyncSupported:Boolean=true",
            "service.ranking:Integer=-2147483648"
        })
public final class LastServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** Whether servlets are called at all: the engine's doors are open a little before that. */
    private static volatile boolean serving;

    static boolean isServing() {
        return serving;
    }

    @Override
    public void init() {
        serving = true;
    }

    @Override
    public void destroy() {
        serving = false;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        request.setAttribute(OutcomeFilter.ABSENT, true);
    }
}
