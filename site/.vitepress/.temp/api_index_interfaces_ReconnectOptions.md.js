import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ReconnectOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/ReconnectOptions.md","filePath":"api/index/interfaces/ReconnectOptions.md"}');
const _sfc_main = { name: "api/index/interfaces/ReconnectOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / ReconnectOptions</p><h1 id="interface-reconnectoptions" tabindex="-1">Interface: ReconnectOptions <a class="header-anchor" href="#interface-reconnectoptions" aria-label="Permalink to &quot;Interface: ReconnectOptions&quot;">​</a></h1><p>When a connection is dropped, and how soon the next one is tried. Plain data.</p><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./DownlinkOptions.html"><code>DownlinkOptions</code></a></li><li><a href="./UplinkOptions.html"><code>UplinkOptions</code></a></li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="backoff" tabindex="-1">backoff? <a class="header-anchor" href="#backoff" aria-label="Permalink to &quot;backoff?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>backoff?</strong>: <code>Partial</code>&lt;<a href="./BackoffOptions.html"><code>BackoffOptions</code></a>&gt;</p></blockquote><p>Waits between attempts to connect.</p><hr><h3 id="idletimeoutms" tabindex="-1">idleTimeoutMs? <a class="header-anchor" href="#idletimeoutms" aria-label="Permalink to &quot;idleTimeoutMs?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>idleTimeoutMs?</strong>: <code>number</code></p></blockquote><p>A connection on which nothing arrives for this long, not even a ping, is dropped, 1..3600000.</p><h4 id="default" tabindex="-1">Default <a class="header-anchor" href="#default" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#005CC5;--shiki-dark:#79B8FF;">15000</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/ReconnectOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ReconnectOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ReconnectOptions as default
};
