package bad.libraries.jakarta.servlet;

/** Stands for the library, which no module uses yet. */
public interface Filter {}
