package org.mailbay.mime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which parts are shown as the message and which are attachments, by the algorithm of RFC 8621 §4.1.4.
 *
 * @param textBody what to show where plain text is preferred
 * @param htmlBody what to show where HTML is preferred
 * @param attachments everything else
 */
public record BodyParts(List<Part> textBody, List<Part> htmlBody, List<Part> attachments) {

    public BodyParts {
        textBody = List.copyOf(textBody);
        htmlBody = List.copyOf(htmlBody);
        attachments = List.copyOf(attachments);
    }

    public static BodyParts of(Message message) {
        return of(message.root());
    }

    public static BodyParts of(Part root) {
        Walk walk = new Walk();
        List<Part> text = new ArrayList<>();
        List<Part> html = new ArrayList<>();
        walk.parts(List.of(root), "mixed", false, html, text);
        return new BodyParts(text, html, walk.attachments);
    }

    /** RFC 8621 §4.1.4: whether there is something to offer as a file, not only pictures shown in the text. */
    public boolean hasAttachment() {
        return attachments.stream().anyMatch(part -> !part.isInline());
    }

    private static final class Walk {
        private final List<Part> attachments = new ArrayList<>();

        /** A null list means: the alternative that was chosen above has no place in that body. */
        void parts(
                List<Part> parts,
                String multipart,
                boolean inAlternative,
                @Nullable List<Part> givenHtml,
                @Nullable List<Part> givenText) {
            List<Part> html = givenHtml;
            List<Part> text = givenText;
            int textBefore = text == null ? -1 : text.size();
            int htmlBefore = html == null ? -1 : html.size();
            boolean first = true;
            for (Part part : parts) {
                if (part.isMultipart()) {
                    String inner = part.contentType().subtype();
                    parts(part.children(), inner, inAlternative || inner.equals("alternative"), html, text);
                } else if (!isBody(part, multipart, first)) {
                    attachments.add(part);
                } else if (multipart.equals("alternative")) {
                    alternative(part, html, text);
                } else {
                    if (inAlternative && part.contentType().is("text", "plain")) {
                        html = null;
                    }
                    if (inAlternative && part.contentType().is("text", "html")) {
                        text = null;
                    }
                    add(part, text);
                    add(part, html);
                    if ((text == null || html == null) && isMedia(part)) {
                        attachments.add(part);
                    }
                }
                first = false;
            }
            if (multipart.equals("alternative") && text != null && html != null) {
                borrow(text, textBefore, html, htmlBefore);
            }
        }

        private void alternative(Part part, @Nullable List<Part> html, @Nullable List<Part> text) {
            if (part.contentType().is("text", "plain")) {
                add(part, text);
            } else if (part.contentType().is("text", "html")) {
                add(part, html);
            } else {
                attachments.add(part);
            }
        }

        /** Only one of the two was there: it serves as the other one too. */
        private static void borrow(List<Part> text, int textBefore, List<Part> html, int htmlBefore) {
            List<Part> newText = List.copyOf(text.subList(textBefore, text.size()));
            List<Part> newHtml = List.copyOf(html.subList(htmlBefore, html.size()));
            if (newText.isEmpty()) {
                text.addAll(newHtml);
            } else if (newHtml.isEmpty()) {
                html.addAll(newText);
            }
        }

        private static void add(Part part, @Nullable List<Part> to) {
            if (to != null) {
                to.add(part);
            }
        }

        private static boolean isBody(Part part, String multipart, boolean first) {
            if (part.disposition() != null && part.disposition().isAttachment()) {
                return false;
            }
            boolean media = isMedia(part);
            boolean shown = media
                    || part.contentType().is("text", "plain")
                    || part.contentType().is("text", "html");
            return shown
                    && (first
                            || !multipart.equals("related")
                                    && (media || part.name().isEmpty()));
        }

        private static boolean isMedia(Part part) {
            return switch (part.contentType().type()) {
                case "image", "audio", "video" -> true;
                default -> false;
            };
        }
    }
}
