import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: SessionVoiceOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/interfaces/SessionVoiceOptions.md","filePath":"api/node/interfaces/SessionVoiceOptions.md"}');
const _sfc_main = { name: "api/node/interfaces/SessionVoiceOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / SessionVoiceOptions</p><h1 id="interface-sessionvoiceoptions" tabindex="-1">Interface: SessionVoiceOptions <a class="header-anchor" href="#interface-sessionvoiceoptions" aria-label="Permalink to &quot;Interface: SessionVoiceOptions&quot;">​</a></h1><p>This peer&#39;s microphone in a session.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="device" tabindex="-1">device? <a class="header-anchor" href="#device" aria-label="Permalink to &quot;device?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>device?</strong>: <a href="./DeviceChoice.html"><code>DeviceChoice</code></a></p></blockquote><p>Id, name, or a part of a name that only one device has, and the way to it.</p><h4 id="default" tabindex="-1">Default <a class="header-anchor" href="#default" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">the system</span><span style="--shiki-light:#032F62;--shiki-dark:#9ECBFF;">&#39;s default microphon</span><span style="--shiki-light:#B31D28;--shiki-light-font-style:italic;--shiki-dark:#FDAEB7;--shiki-dark-font-style:italic;">e</span></span></code></pre></div><hr><h3 id="mode" tabindex="-1">mode? <a class="header-anchor" href="#mode" aria-label="Permalink to &quot;mode?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>mode?</strong>: <code>&quot;open&quot;</code> | <code>&quot;pushToTalk&quot;</code> | <code>&quot;off&quot;</code></p></blockquote><h4 id="default-1" tabindex="-1">Default <a class="header-anchor" href="#default-1" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#032F62;--shiki-dark:#9ECBFF;">&#39;pushToTalk&#39;</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/interfaces/SessionVoiceOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const SessionVoiceOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  SessionVoiceOptions as default
};
