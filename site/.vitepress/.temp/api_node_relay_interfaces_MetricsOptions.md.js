import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: MetricsOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/interfaces/MetricsOptions.md","filePath":"api/node/relay/interfaces/MetricsOptions.md"}');
const _sfc_main = { name: "api/node/relay/interfaces/MetricsOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / MetricsOptions</p><h1 id="interface-metricsoptions" tabindex="-1">Interface: MetricsOptions <a class="header-anchor" href="#interface-metricsoptions" aria-label="Permalink to &quot;Interface: MetricsOptions&quot;">​</a></h1><p>The <code>metrics</code> section: an address of their own for Prometheus. Without the section <code>/metrics</code> is for administrators.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="host" tabindex="-1">host? <a class="header-anchor" href="#host" aria-label="Permalink to &quot;host?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>host?</strong>: <code>string</code></p></blockquote><h4 id="default" tabindex="-1">Default <a class="header-anchor" href="#default" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#032F62;--shiki-dark:#9ECBFF;">&#39;127.0.0.1&#39;</span></span></code></pre></div><hr><h3 id="port" tabindex="-1">port? <a class="header-anchor" href="#port" aria-label="Permalink to &quot;port?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>port?</strong>: <code>number</code></p></blockquote><p>0 lets the system choose.</p><h4 id="default-1" tabindex="-1">Default <a class="header-anchor" href="#default-1" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#005CC5;--shiki-dark:#79B8FF;">9464</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/interfaces/MetricsOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const MetricsOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  MetricsOptions as default
};
