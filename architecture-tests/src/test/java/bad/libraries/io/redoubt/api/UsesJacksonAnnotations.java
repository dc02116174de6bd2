package bad.libraries.io.redoubt.api;

import com.fasterxml.jackson.annotation.JsonProperty;

record UsesJacksonAnnotations(@JsonProperty("n") String name) {}
