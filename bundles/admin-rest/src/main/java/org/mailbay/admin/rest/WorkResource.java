package org.mailbay.admin.rest;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.optional;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;

/** {@code /admin/v1/work}: what is taking long, and how far it is. */
final class WorkResource implements AdminResource {
    static final String PATH = "work";

    private static final Shape.Fields JOB = Shape.object(
            field("id", Shape.text(), "as the request's X-Mailbay-Work says, or made up"),
            field("operation", Shape.text(), "what is done"),
            field("path", Shape.text(), "to what"),
            field("actor", Shape.text(), "who asked for it"),
            field("began", Shape.instant(), "when"),
            optional("done", Shape.number(), "how much of total is done, in a unit of its own"),
            optional("total", Shape.number(), "how much there is to do, as far as is known"));

    private final Work work;

    WorkResource(Work work) {
        this.work = work;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "listWork", "Lists what is taking long, and how far it is")
                        .pages(JOB)
                        .needs(Need.domain("work.read"))
                        .by(request -> AdminResponse.page(
                                request, work.seenBy(request.actor()), job -> job.id, WorkResource::show)),
                Operation.get("{id}", "getWork", "Says how far something is")
                        .answers(JOB)
                        .needs(Need.domain("work.read"))
                        .by(request -> AdminResponse.ok(show(work.find(request.variable("id"), request.actor())
                                .orElseThrow(() -> AdminProblem.notFound("Nothing of this id is being done."))))));
    }

    private static Map<String, Object> show(Work.Job job) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", job.id);
        shown.put("operation", job.operation);
        shown.put("path", job.path);
        shown.put("actor", job.actor.name());
        shown.put("began", job.began.toString());
        long[] reached = job.reached();
        if (reached[1] > 0) {
            shown.put("done", reached[0]);
            shown.put("total", reached[1]);
        }
        return shown;
    }
}
