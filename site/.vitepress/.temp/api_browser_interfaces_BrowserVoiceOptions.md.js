import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: BrowserVoiceOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/interfaces/BrowserVoiceOptions.md","filePath":"api/browser/interfaces/BrowserVoiceOptions.md"}');
const _sfc_main = { name: "api/browser/interfaces/BrowserVoiceOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / BrowserVoiceOptions</p><h1 id="interface-browservoiceoptions" tabindex="-1">Interface: BrowserVoiceOptions <a class="header-anchor" href="#interface-browservoiceoptions" aria-label="Permalink to &quot;Interface: BrowserVoiceOptions&quot;">​</a></h1><p>This page&#39;s microphone in a session.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="deviceid" tabindex="-1">deviceId? <a class="header-anchor" href="#deviceid" aria-label="Permalink to &quot;deviceId?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>deviceId?</strong>: <code>string</code></p></blockquote><p>From <code>listMicrophones</code>.</p><h4 id="default" tabindex="-1">Default <a class="header-anchor" href="#default" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">the system</span><span style="--shiki-light:#032F62;--shiki-dark:#9ECBFF;">&#39;</span><span style="--shiki-light:#B31D28;--shiki-light-font-style:italic;--shiki-dark:#FDAEB7;--shiki-dark-font-style:italic;">s</span></span></code></pre></div><hr><h3 id="mode" tabindex="-1">mode? <a class="header-anchor" href="#mode" aria-label="Permalink to &quot;mode?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>mode?</strong>: <code>&quot;open&quot;</code> | <code>&quot;pushToTalk&quot;</code> | <code>&quot;off&quot;</code></p></blockquote><h4 id="default-1" tabindex="-1">Default <a class="header-anchor" href="#default-1" aria-label="Permalink to &quot;Default&quot;">​</a></h4><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#032F62;--shiki-dark:#9ECBFF;">&#39;pushToTalk&#39;</span></span></code></pre></div></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/interfaces/BrowserVoiceOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const BrowserVoiceOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  BrowserVoiceOptions as default
};
