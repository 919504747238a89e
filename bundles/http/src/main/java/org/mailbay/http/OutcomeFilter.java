package org.mailbay.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Component;

/**
 * Tells apart what a servlet's exception may mean.
 *
 * <p>The servlet went away between being chosen and being called: {@link Front} then chooses again. The body was longer than allowed:
 * 413. Anything else is the servlet's fault.
 */
@Component(
        service = Filter.class,
        property = {
            "osgi.http.whiteboard.filter.pattern=/*",
            "osgi.http.whiteboard.filter.asyncSupported:Boolean=true",
            "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=*)",
            "service.ranking:Integer=2147483647"
        })
public final class OutcomeFilter implements Filter {
    /** Request attribute: nobody has answered, and nothing of the request has been used. */
    static final String ABSENT = "org.mailbay.http.absent";

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
        } catch (ServletException | IOException | RuntimeException e) {
            if (response.isCommitted()) {
                throw e;
            }
            if (request.getAttribute(BoundedRequest.TOO_LARGE) != null) {
                Problem.answer(
                        request, (HttpServletResponse) response, 413, "Content Too Large", "The body is too large.");
            } else if (e instanceof ServletException && "Servlet has been unregistered".equals(e.getMessage())) {
                request.setAttribute(ABSENT, true);
            } else {
                throw e;
            }
        }
    }
}
