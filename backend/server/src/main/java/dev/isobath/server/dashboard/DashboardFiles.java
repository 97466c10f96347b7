package dev.isobath.server.dashboard;

import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Serves the built files of the dashboard, and its single page for each of its routes. Files under {@code assets/} have their
 * digest in the name and never change, so browsers cache them. Browsers revalidate all other files each time.
 */
@Configuration(proxyBeanMethods = false)
class DashboardFiles implements WebMvcConfigurer {

    private static final String FILES = "classpath:/static/";
    private static final List<String> ROUTES = List.of(
            "/",
            "/experiments/**",
            "/compare",
            "/corpora",
            "/workers",
            "/shares",
            "/settings/**",
            "/sign-in",
            "/setup",
            "/join/*",
            "/s/*");

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/assets/**")
                .addResourceLocations(FILES + "assets/")
                .setCacheControl(
                        CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
        registry.addResourceHandler("/**").addResourceLocations(FILES).setCacheControl(CacheControl.noCache());
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        ROUTES.forEach(route -> registry.addViewController(route).setViewName("forward:/index.html"));
    }
}
