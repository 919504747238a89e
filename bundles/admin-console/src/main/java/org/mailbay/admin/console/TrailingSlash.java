package org.mailbay.admin.console;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.whiteboard.Preprocessor;

/** {@code /admin/} leads to {@code /admin}: a servlet's pattern cannot end in a slash without taking everything below it, too. */
@Component(service = Preprocessor.class)
public final class TrailingSlash implements Preprocessor {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http
                && response instanceof HttpServletResponse answer
                && http.getRequestURI().equals("/admin/")) {
            answer.setStatus(308); // RFC 9110 §15.4.9
            answer.setHeader("Location", "/admin");
            answer.setContentLength(0);
        } else {
            chain.doFilter(request, response);
        }
    }
}
