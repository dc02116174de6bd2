package bad.libraries.io.redoubt.health;

import bad.libraries.jakarta.servlet.Filter;

interface UsesServlet extends Filter {}
