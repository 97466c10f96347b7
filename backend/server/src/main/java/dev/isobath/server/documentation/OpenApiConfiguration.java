package dev.isobath.server.documentation;

import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    private static final String TOKEN = "token";

    @Bean
    OpenAPI api() {
        return new OpenAPI()
                .info(new Info()
                        .title("Isobath")
                        .version("1")
                        .description(
                                "Queue, train, watch and compare transformer experiments. Failures are problem documents "
                                        + "(RFC 9457) with a stable type and a pointer for each bad field. Fields, parameters and "
                                        + "parts of forms that are not described here are refused."))
                .components(new Components()
                        .addSecuritySchemes(
                                TOKEN,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .description("an API token, isobath_...")))
                .addSecurityItem(new SecurityRequirement().addList(TOKEN));
    }

    @Bean
    ModelConverter recordSchemas() {
        return new RecordModelConverter();
    }
}
