import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ProxyOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/interfaces/ProxyOptions.md","filePath":"api/node/relay/interfaces/ProxyOptions.md"}');
const _sfc_main = { name: "api/node/relay/interfaces/ProxyOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / ProxyOptions</p><h1 id="interface-proxyoptions" tabindex="-1">Interface: ProxyOptions <a class="header-anchor" href="#interface-proxyoptions" aria-label="Permalink to &quot;Interface: ProxyOptions&quot;">​</a></h1><p>Proxies in front of a relay, and how they state whom they speak for.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="header" tabindex="-1">header? <a class="header-anchor" href="#header" aria-label="Permalink to &quot;header?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>header?</strong>: <code>&quot;x-forwarded-for&quot;</code> | <code>&quot;forwarded&quot;</code> | <code>&quot;proxy-protocol&quot;</code></p></blockquote><p><code>x-forwarded-for</code>, <code>forwarded</code> (RFC 7239), or <code>proxy-protocol</code>, version 1 or 2, with which every connection of a trusted proxy must begin.</p><h4 id="default" tabindex="-1">Default <a class="header-anchor" href="#default" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#032F62;--shiki-dark:#9ECBFF;">&#39;x-forwarded-for&#39;</span></span></code></pre></div><hr><h3 id="trusted" tabindex="-1">trusted <a class="header-anchor" href="#trusted" aria-label="Permalink to &quot;trusted&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>trusted</strong>: readonly <code>string</code>[]</p></blockquote><p>Their addresses and subnets, such as <code>10.0.0.0/8</code>, at most 256: what others state is not believed.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/interfaces/ProxyOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ProxyOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ProxyOptions as default
};
