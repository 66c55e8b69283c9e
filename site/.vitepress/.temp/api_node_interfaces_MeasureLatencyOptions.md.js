import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: MeasureLatencyOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/interfaces/MeasureLatencyOptions.md","filePath":"api/node/interfaces/MeasureLatencyOptions.md"}');
const _sfc_main = { name: "api/node/interfaces/MeasureLatencyOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / MeasureLatencyOptions</p><h1 id="interface-measurelatencyoptions" tabindex="-1">Interface: MeasureLatencyOptions <a class="header-anchor" href="#interface-measurelatencyoptions" aria-label="Permalink to &quot;Interface: MeasureLatencyOptions&quot;">​</a></h1><p>What <a href="./../functions/measureLatency.html">measureLatency</a> plays on and listens with.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="input" tabindex="-1">input? <a class="header-anchor" href="#input" aria-label="Permalink to &quot;input?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>input?</strong>: <a href="./DeviceChoice.html"><code>DeviceChoice</code></a></p></blockquote><p>The microphone.</p><h4 id="default" tabindex="-1">Default <a class="header-anchor" href="#default" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">the system</span><span style="--shiki-light:#032F62;--shiki-dark:#9ECBFF;">&#39;s default devic</span><span style="--shiki-light:#B31D28;--shiki-light-font-style:italic;--shiki-dark:#FDAEB7;--shiki-dark-font-style:italic;">e</span></span></code></pre></div><hr><h3 id="output" tabindex="-1">output? <a class="header-anchor" href="#output" aria-label="Permalink to &quot;output?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>output?</strong>: <a href="./DeviceChoice.html"><code>DeviceChoice</code></a></p></blockquote><p>The loudspeaker.</p><h4 id="default-1" tabindex="-1">Default <a class="header-anchor" href="#default-1" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">the system</span><span style="--shiki-light:#032F62;--shiki-dark:#9ECBFF;">&#39;s default devic</span><span style="--shiki-light:#B31D28;--shiki-light-font-style:italic;--shiki-dark:#FDAEB7;--shiki-dark-font-style:italic;">e</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/interfaces/MeasureLatencyOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const MeasureLatencyOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  MeasureLatencyOptions as default
};
